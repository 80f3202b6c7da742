import type { INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from './operation';
import { account } from './account/account.resource';
import { exportResource } from './export/export.resource';
import { media } from './media/media.resource';
import { processing } from './processing/processing.resource';
import { result } from './result/result.resource';
import { screening } from './screening/screening.resource';
import { session } from './session/session.resource';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const resources: Record<string, Resource | undefined> = {
	session,
	result,
	media,
	processing,
	screening,
	export: exportResource,
	account,
};

/** The panel's fields for all resources: the choice of an operation, and the fields of each. */
export const resourceFields: INodeProperties[] = Object.entries(resources).flatMap(
	([name, resource]) => (resource ? fieldsOf(name, resource) : []),
);

function fieldsOf(resource: string, { default: first, operations }: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			default: first,
			options: Object.entries(operations).map(([value, { option, hideFromAgents }]) => ({
				...option,
				value,
				...(hideFromAgents && { displayOptions: { hide: { '@tool': [true] } } }),
			})),
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
