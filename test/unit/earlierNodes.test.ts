import type { INode, NodeTypeAndVersion } from 'n8n-workflow';

import { expressionFor } from '../../nodes/Identomat/actions/earlierNodes';

const node = (
	name: string,
	type: string,
	parameters = {},
	disabled = false,
): NodeTypeAndVersion => ({
	name,
	type,
	typeVersion: 1,
	disabled,
	parameters,
});

const identomat = (name: string, resource: string, operation: string) =>
	node(name, 'n8n-nodes-identomat.identomat', { resource, operation });

/** What a node sees whose earlier nodes are these, the nearest first. */
const after = (...parents: NodeTypeAndVersion[]) => ({
	getNode: () => ({ name: 'Wait for the session' }) as INode,
	getParentNodes: () => parents,
});

const mail = node('Send the link', 'n8n-nodes-base.emailSend');

it.each<[string, NodeTypeAndVersion[], 'sessionId' | 'invitation', string]>([
	[
		'Create before an email node',
		[mail, identomat('Create a session', 'session', 'create')],
		'sessionId',
		"{{ $('Create a session').item.json.sessionId }}",
	],
	[
		'Create with its default parameters',
		[node('Identomat', 'n8n-nodes-identomat.identomat')],
		'sessionId',
		"{{ $('Identomat').item.json.sessionId }}",
	],
	[
		'a trigger for finished sessions',
		[node('When a session is finished', 'n8n-nodes-identomat.identomatTrigger')],
		'sessionId',
		"{{ $('When a session is finished').item.json.sessionId }}",
	],
	[
		'Invite',
		[mail, identomat("Invite 'Nino'", 'session', 'invite')],
		'invitation',
		"{{ $('Invite \\'Nino\\'').item.json.invitation }}",
	],
])('names the expression for the output of %s', (_, parents, field, expression) => {
	expect(expressionFor(after(...parents), field)).toBe(expression);
});

it.each<[string, NodeTypeAndVersion[]]>([
	['no node of the package', [mail]],
	['a node that is deactivated', [node('Identomat', 'n8n-nodes-identomat.identomat', {}, true)]],
	['an operation without a session', [identomat('Search', 'screening', 'searchPerson')]],
	[
		'a trigger for monitored people',
		[
			node('When a person changes', 'n8n-nodes-identomat.identomatTrigger', {
				event: 'monitoringRecordChanged',
			}),
		],
	],
])('names no expression after %s', (_, parents) => {
	expect(expressionFor(after(...parents), 'sessionId')).toBeUndefined();
});
