import type { INodeProperties } from 'n8n-workflow';

import type { Item } from '../item';

/** What few need: the panel shows each where it is wanted. */
const fields: INodeProperties[] = [
	{
		displayName: 'Flags (JSON)',
		name: 'flagsJson',
		type: 'json',
		default: '{}',
		description:
			'Further flags as a JSON object, by the names of the Identomat API, such as {"new_flag": true}. They win over \'Flags\'.',
	},
	{
		displayName: 'Parent Session ID',
		name: 'parentSessionId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
		description: 'For a session with several participants: the session that this one belongs to',
	},
	{
		displayName: 'Steps (JSON)',
		name: 'steps',
		type: 'json',
		default: '[]',
		description:
			"The steps as a JSON array with one object per step, by the names of the Identomat API. Where it is not empty, it takes the place of 'Steps'.",
	},
];

/** A field beside the collection, where older and written workflows hold it: shown where it is filled in. */
function shownWhereFilled(field: INodeProperties): INodeProperties {
	const { name, default: empty } = field;
	const hide = { [name]: [empty as string, ''] };
	return { ...field, displayOptions: { show: { [name]: [{ _cnd: { exists: true } }] }, hide } };
}

export const additionalFields: INodeProperties[] = [
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: fields,
	},
	...fields.map(shownWhereFilled),
];

/** The parameter that holds an additional field: the collection's, or the one beside it. */
export function parameterOf(item: Item, name: 'flagsJson' | 'parentSessionId' | 'steps'): string {
	const inCollection = `additionalFields.${name}`;
	return item.value(inCollection) === null ? name : inCollection;
}
