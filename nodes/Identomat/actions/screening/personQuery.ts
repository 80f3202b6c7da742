import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { isoDay } from '../../../api/results/dates';
import { countryOptions } from '../countries';
import type { Item } from '../item';
import { truncated } from '../../../api/errors/inputErrors';

/** Who to search for, as Search Person and Monitor take it. */
export const personFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nino Sandadze',
		description: "The full name. Leave empty to give its parts in 'Person Fields'.",
	},
	{
		displayName: 'Person Fields',
		name: 'personFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'What else is known of the person',
		options: [
			{
				displayName: 'Birth Date',
				name: 'birthDate',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1979-11-25',
				description: 'Year, month and day; a time after it is ignored',
			},
			{
				displayName: 'First Name',
				name: 'firstName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Nino',
			},
			{
				displayName: 'Gender',
				name: 'gender',
				type: 'options',
				allowArbitraryValues: true,
				// Not one of the two: who adds the field and goes on would screen somebody else.
				default: '',
				options: [
					{ name: 'Not Chosen', value: '' },
					{ name: 'Female', value: 'female' },
					{ name: 'Male', value: 'male' },
				],
				description: 'For another one, choose Expression and enter it',
			},
			{
				displayName: 'Last Name',
				name: 'lastName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Sandadze',
			},
			{
				displayName: 'Middle Name',
				name: 'middleName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Tamar',
			},
			{
				displayName: 'Nationality',
				name: 'nationality',
				type: 'options',
				allowArbitraryValues: true,
				default: '',
				options: countryOptions,
				description: 'For another one, choose Expression and enter its three-letter ISO code',
			},
		],
	},
];

function birthDay(value: unknown): string | undefined {
	const text = value instanceof Date ? value.toISOString() : String(value ?? '').trim();
	if (!text) return undefined;
	// A Date is a moment, which is another day in another time zone.
	const isMoment = value instanceof Date && !text.endsWith('T00:00:00.000Z');
	const day = isMoment ? undefined : isoDay(text);
	if (day) return day;
	throw new UserError(
		`'Birth Date' must be a date written as YYYY-MM-DD, not "${truncated(text)}"`,
		{
			description: 'Write the 25th of November 1979 as 1979-11-25.',
		},
	);
}

/**
 * What the user filled in of a person, for a screening request.
 * @throws {UserError} when there is no name to search for, or the birth date is not one
 */
export function personQuery(item: Item) {
	const { birthDate, ...others } = item.value<IDataObject>('personFields');
	const filled = Object.entries(others).filter(([, value]) => String(value ?? '').trim() !== '');
	const query = {
		name: item.optionalText('name'),
		...(Object.fromEntries(filled) as IDataObject),
		birthDate: birthDay(birthDate),
	};
	if (query.name || 'firstName' in query || 'lastName' in query) return query;
	throw new UserError("'Name' is empty", {
		description: "Fill in 'Name', or 'First Name' and 'Last Name' in 'Person Fields'.",
	});
}
