import type { IWebhookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import {
	isNewOutcome,
	mergeEmitted,
	readEmitted,
	withEmitted,
	type EmittedOutcome,
} from './emittedOutcomes';

/** How often to check whether n8n has started a run whose caller hung up, and for how long, in milliseconds. */
const RECHECK_INTERVAL_MS = 100;
const MAX_START_MS = 60_000;

/**
 * The outcomes that started the workflow since this process began, by node. n8n's static data alone is not
 * enough: n8n does not save it after a call that starts a run.
 */
const emittedByNode = new Map<string, EmittedOutcome[]>();

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** The outcomes that a node has emitted: in this process, and in n8n's static data, which survives a restart. */
export class EmittedStore {
	/** The node, as a key for what belongs to it in this process. */
	readonly nodeKey: string;
	private readonly staticData: { emitted?: unknown };

	constructor(context: IWebhookFunctions) {
		this.nodeKey = `${context.getWorkflow().id}/${context.getNode().id}`;
		this.staticData = context.getWorkflowStaticData('node');
	}

	/** Whether an outcome differs from the one that was emitted last for this session. */
	isNew(sessionId: string, outcome: string): boolean {
		return isNewOutcome(this.known, sessionId, outcome);
	}

	/** From now on the outcome counts as emitted, in this process. */
	add(sessionId: string, outcome: string): void {
		const known = withEmitted(this.known, { sessionId, outcome }, Date.now());
		emittedByNode.set(this.nodeKey, known);
	}

	/** Writes what n8n has not stored yet into the static data. n8n saves it if this call starts no run. */
	save(): void {
		const { known } = this;
		const isStored = JSON.stringify(known) === JSON.stringify(this.stored);
		// A new list: n8n only notices an assignment.
		if (!isStored) this.staticData.emitted = known;
	}

	private get known(): EmittedOutcome[] {
		return mergeEmitted(this.stored, emittedByNode.get(this.nodeKey) ?? []);
	}

	private get stored(): EmittedOutcome[] {
		return readEmitted(this.staticData.emitted);
	}
}

/**
 * Resolves when n8n has responded to the call: whether with 200, which n8n 2 sends after it has accepted
 * the run, and n8n 1 before. A caller that hangs up does not keep n8n from starting the run.
 */
export async function isRunTaken(response: Response): Promise<boolean> {
	// A caller that hung up while the result was read has closed it already.
	if (!response.closed) await new Promise((resolve) => response.once('close', resolve));
	for (let waited = 0; !response.writableEnded && waited < MAX_START_MS; ) {
		await sleep(RECHECK_INTERVAL_MS);
		waited += RECHECK_INTERVAL_MS;
	}
	return response.writableEnded && response.statusCode === 200;
}
