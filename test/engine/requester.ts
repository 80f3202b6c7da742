import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/** What the requester does with its context; its answer comes out as `answer`. */
export type Call = (context: IExecuteFunctions) => Promise<unknown>;

/**
 * A node that does with the credential what a test wants of it, as n8n's own HTTP Request node would.
 * @param nextCall gives what to do in the run that begins
 */
export function requesterFor(nextCall: () => Call): INodeType {
	return {
		description: {
			displayName: 'Requester',
			name: 'requester',
			group: ['transform'],
			version: 1,
			description: 'Sends a request',
			defaults: { name: 'Requester' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'identomatApi', required: true }],
			properties: [],
		},
		async execute() {
			const answer = (await nextCall()(this)) as IDataObject;
			return [[{ json: { answer }, pairedItem: { item: 0 } }]];
		},
	};
}
