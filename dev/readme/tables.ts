import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { resources } from '../../nodes/Identomat/actions/resources';
import type { Endpoint } from '../../nodes/api/endpoint';
import { endpoints } from '../../nodes/api/endpoints';
import { endpointCalls, type EndpointCall } from '../../test/engine/operations';

/** The page that each table is on. */
export const PAGES = { operations: 'README.md', endpoints: 'docs/api.md' } as const;

/** The generated tables, by the name in the markers around each. */
export function tablesOf({
	properties,
}: INodeTypeDescription): Record<keyof typeof PAGES, string[][]> {
	const names = optionsOf(properties.find(({ name }) => name === 'resource'));
	return {
		operations: [
			['Resource', 'Operation', 'What it does'],
			// In the order in which a person is verified, not in the panel's order by name.
			...Object.keys(resources).flatMap((resource) => operationRows(resource, names)),
		],
		endpoints: [
			['Resource', 'Operation', 'Endpoint', 'Request fields', 'Answer'],
			...endpointCalls.map((call) => endpointRow(call, names)),
		],
	};
}

function operationRows(resource: string, names: INodePropertyOptions[]): string[][] {
	const operations = Object.values(resources[resource]?.operations ?? {});
	return operations.map(({ option }, index) => [
		index === 0 ? labelOf(resource, names) : '',
		option.name,
		option.description,
	]);
}

function endpointRow(call: EndpointCall, names: INodePropertyOptions[]): string[] {
	const { path, operation, parameters } = call;
	const [resource = '', value = ''] = operation.name.split('.');
	const called = resources[resource]?.operations[value];
	const choice = nameIn(called?.fields ?? [], operation.pathBy?.parameter, parameters);
	return [
		labelOf(resource, names),
		[called?.option.name, choice].filter(Boolean).join(': '),
		`\`${path}\``,
		...factsOf(Object.values(endpoints).find((endpoint) => endpoint.path.value === path)),
	];
}

function labelOf(resource: string, names: INodePropertyOptions[]): string {
	return names.find(({ value }) => value === resource)?.name ?? resource;
}

/** What is known of the request's fields, and of the answer. */
function factsOf(endpoint: Endpoint | undefined): string[] {
	if (!endpoint) return ['', ''];
	const facts = Object.values({ ...endpoint.fields, ...endpoint.files });
	const namesBy = (evidence: string) =>
		facts
			.filter((fact) => fact.evidence === evidence)
			.map(({ value }) => `\`${value}\``)
			.join(', ');
	const labelled = (evidence: string) => namesBy(evidence) && `${evidence}: ${namesBy(evidence)}`;
	const request = [namesBy('reference'), labelled('observed'), labelled('inferred')];
	return [request.filter(Boolean).join('; '), endpoint.response.evidence];
}

/** How the panel names the value of a parameter. */
function nameIn(
	fields: INodeProperties[],
	parameter: string | undefined,
	parameters: EndpointCall['parameters'],
): string | undefined {
	const field = fields.find(({ name }) => name === parameter);
	return optionsOf(field).find(({ value }) => value === parameters[parameter ?? ''])?.name;
}

function optionsOf(field: INodeProperties | undefined): INodePropertyOptions[] {
	return (field?.options ?? []) as INodePropertyOptions[];
}
