import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

/** The part of an execution that shows the nodes before the one that runs. */
type Context = Pick<IExecuteFunctions, 'getNode' | 'getParentNodes'>;

type OutputField = 'sessionId' | 'invitation';

/** The operations whose output has a session's id. Of the operations on sessions, Create is its source. */
const GIVES_SESSION_ID = /^(?:session\.(?:create|delete)|result\.|media\.|export\.)/;

function gives({ type, disabled, parameters = {} }: NodeTypeAndVersion, field: OutputField) {
	const [, name] = /\.(identomat\w*)$/.exec(type) ?? [];
	if (!name || disabled) return false;
	const { resource = 'session', operation = 'create', event = 'sessionFinished' } = parameters;
	if (name === 'identomat') {
		const called = `${String(resource)}.${String(operation)}`;
		return field === 'sessionId'
			? GIVES_SESSION_ID.test(called)
			: called === 'session.invite' || called === 'result.wait';
	}
	return field === 'sessionId' && event === 'sessionFinished';
}

/**
 * The expression that finds what a field needs in the output of an earlier node of this package, or
 * undefined if no earlier node outputs it.
 */
export function expressionFor(context: Context, field: OutputField): string | undefined {
	const parents = context.getParentNodes(context.getNode().name, { includeNodeParameters: true });
	const found = parents.find((node) => gives(node, field));
	return found && `{{ $('${found.name.replace(/['\\]/g, '\\$&')}').item.json.${field} }}`;
}
