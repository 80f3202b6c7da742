import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation, Resource } from './operation';
import { account } from './account/account.resource';
import { exportResource } from './export/export.resource';
import { media } from './media/media.resource';
import { processing } from './processing/processing.resource';
import { result } from './result/result.resource';
import { screening } from './screening/screening.resource';
import { session } from './session/session.resource';

/**
 * Every operation, by the values of the parameters `resource` and `operation`. In the order of the panel and
 * of n8n's list of actions: what most people need comes first.
 */
export const resources: Record<string, Resource> = {
	session,
	result,
	media,
	processing,
	screening,
	export: exportResource,
	account,
};

/** The panel's fields: the choice of a resource and of its operation, and the fields of each operation. */
export const resourceFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'session',
		options: Object.entries(resources).map(([value, resource]) => choice(value, resource)),
	},
	...Object.entries(resources).flatMap(([name, resource]) => fieldsOf(name, resource)),
];

/** An entry of a list in the panel. */
function choice(
	value: string,
	{ option, hideFromAgents }: Pick<Operation | Resource, 'option' | 'hideFromAgents'>,
): INodePropertyOptions {
	return {
		...option,
		value,
		...(hideFromAgents && { displayOptions: { hide: { '@tool': [true] } } }),
	};
}

function fieldsOf(resource: string, { default: first, operations }: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			default: first,
			options: Object.entries(operations).map(([value, operation]) => choice(value, operation)),
		},
		...Object.entries(operations).flatMap(([name, { fields }]) => shownFor(resource, name, fields)),
	];
}

/** The fields, shown only when this operation is chosen. */
function shownFor(
	resource: string,
	operation: string,
	fields: Operation['fields'],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] },
		},
	}));
}
