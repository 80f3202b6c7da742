import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/Identomat/actions/resources';
import { operations, requiredParametersOf, type ListedOperation } from './operations';

/** What a parameter means, by how the panel describes it. */
export type Kind =
	| 'switch'
	| 'choice'
	| 'closed list'
	| 'open list'
	| 'list of countries'
	| 'whole number'
	| 'number'
	| 'JSON'
	| 'session id'
	| 'name'
	| 'birth date'
	| 'gender'
	| 'country'
	| 'input file'
	| 'output field'
	| 'list of session ids'
	| 'text';

/** A parameter of an operation, wherever it is in the panel. */
export interface FoundParameter {
	operation: ListedOperation;
	kind: Kind;
	field: INodeProperties;
	/** Its place in the parameters: names, and positions in lists. */
	path: Array<string | number>;
	/** What else must be set for it to be shown. */
	shownWith: INodeParameters;
}

/** The variant of a field that a tool of an AI agent has. */
function isForAgent({ displayOptions: { show = {} } = {} }: INodeProperties): boolean {
	return show['@tool'] !== undefined;
}

/** Only what is waited for by an invitation has them: it needs a loop, and has tests of its own. */
function isForInvitation({ displayOptions: { show = {} } = {} }: INodeProperties): boolean {
	return [show.waitFor, show['/waitFor']].some((values) => values?.includes('invitation'));
}

const WHOLE = ['limit', 'maxConcurrency'];
const NAMES = ['name', 'firstName', 'middleName', 'lastName'];
const SESSION_IDS = ['sessionId', 'parentSessionId'];

export function kindOf({ name, type, allowArbitraryValues }: INodeProperties): Kind {
	if (name === 'gender') return 'gender';
	if (name === 'nationality') return 'country';
	if (name === 'document_countries') return 'list of countries';
	if (type === 'boolean') return 'switch';
	if (type === 'options') return allowArbitraryValues ? 'text' : 'choice';
	if (type === 'multiOptions') return allowArbitraryValues ? 'open list' : 'closed list';
	if (type === 'number') return WHOLE.includes(name) ? 'whole number' : 'number';
	if (type === 'json') return 'JSON';
	if (name === 'birthDate') return 'birth date';
	if (NAMES.includes(name)) return 'name';
	if (SESSION_IDS.includes(name)) return 'session id';
	if (name === 'sessionIds') return 'list of session ids';
	if (name.endsWith('PropertyName')) return 'input file';
	if (type === 'string' || type === 'resourceLocator') return 'text';
	throw new Error(`There is no kind for ${name} of type ${type}`);
}

function found(
	operation: ListedOperation,
	fields: INodeProperties[],
	path: Array<string | number>,
): FoundParameter[] {
	return fields
		.filter((field) => field.type !== 'notice' && !field.noDataExpression)
		.filter((field) => !isForInvitation(field) && !isForAgent(field))
		.flatMap((field) => {
			const own = [...path, field.name];
			const inner = field.options as INodeProperties[] | undefined;
			if (field.type === 'collection') return found(operation, inner ?? [], own);
			if (field.type === 'fixedCollection') {
				return (field.options ?? []).flatMap((list) =>
					'values' in list ? found(operation, list.values, [...own, list.name, 0]) : [],
				);
			}
			const isOutput =
				field.displayName.startsWith('Put Output') || field.displayName.startsWith('Output Field');
			const kind = isOutput ? 'output field' : kindOf(field);
			return [{ operation, kind, field, path: own, shownWith: shownWith(field) }];
		});
}

/** Values of the parameters that it depends on; those within a list are set there. */
function shownWith({ displayOptions: { show = {} } = {} }: INodeProperties): INodeParameters {
	const entries = Object.entries(show).filter(
		([name]) => !['resource', 'operation', 'type'].includes(name),
	);
	return Object.fromEntries(
		entries.map(([name, values]) => [name, values?.[0]]),
	) as INodeParameters;
}

/** Every parameter of every operation. */
export const foundParameters: FoundParameter[] = operations.flatMap((operation) => {
	const { resource, operation: name } = requiredParametersOf(operation);
	const fields = resources[String(resource)]?.operations[String(name)]?.fields ?? [];
	return found(operation, fields, []);
});

/** Steps in which every field of the list is filled in. */
const STEP_LIST = {
	step: [
		{
			type: 'user-questionnaire',
			key: 'funds',
			title: 'Funds',
			fieldsJson: '{}',
			questions: {
				question: [
					{
						key: 'from',
						title: 'Where from?',
						type: 'options',
						mandatory: false,
						choices: { choice: [{ key: 'salary', title: 'Salary' }] },
					},
				],
			},
		},
	],
};

/** The parameters of a valid call, in which this one has a value. */
export function parametersWith(
	{ operation, path, shownWith: others }: FoundParameter,
	value: unknown,
): INodeParameters {
	// A configuration that is looked up by it; other operations have it, or do not look.
	const base = { configId: 'kyc', ...requiredParametersOf(operation), ...others };
	const [first] = path;
	const parameters = structuredClone(
		first === 'stepList' ? { ...base, stepList: STEP_LIST } : base,
	) as IDataObject;
	let place = parameters;
	for (const key of path.slice(0, -1)) {
		place[key] ??= {};
		place = place[key] as IDataObject;
	}
	place[path[path.length - 1] ?? ''] = value as IDataObject;
	return parameters as INodeParameters;
}

/** As `session.create: flags.skip_face`. */
export function titleOf({ operation, path }: FoundParameter): string {
	return `${operation.name}: ${path.join('.')}`;
}
