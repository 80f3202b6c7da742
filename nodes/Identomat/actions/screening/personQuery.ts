import type { INodeProperties } from 'n8n-workflow';

import { noPersonNameError } from '../../../api/errors/inputErrors';
import { countryOptions, readCountry } from '../../../shared/parameters/countries';
import type { ParameterReader } from '../../../shared/parameters/parameterReader';
import { readBirthDate, readGender } from '../../../shared/parameters/people';
import { filledByModel } from '../agentFields';

const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. Nino Sandadze',
	description: "The full name. Leave empty to give its parts in 'Additional Fields'.",
};

/** The fields of the person to search for, in Search Person and Monitor. */
export const personFields: INodeProperties[] = [
	...filledByModel(nameField, 'The full name of the person'),
	{
		displayName: 'Additional Fields',
		name: 'personFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'What else you know about the person',
		options: [
			{
				displayName: 'Birth Date',
				name: 'birthDate',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1979-11-25',
				description: 'Year, month and day',
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
				// Not one of the two: users who add the field and leave it unchanged would screen somebody
				// else.
				default: '',
				options: [
					{ name: 'Not Chosen', value: '' },
					{ name: 'Female', value: 'female' },
					{ name: 'Male', value: 'male' },
				],
				description: 'An expression can also give F or M, as documents have it',
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
				description:
					'An expression can give the name in English, or an ISO code of two or three letters',
			},
		],
	},
];

/**
 * The person to search for, as the fields of a screening request.
 * @throws {UserError} if there is no name to search for, or naming the field that is not a name, date,
 * gender or country
 */
export function personQuery(parameters: ParameterReader) {
	const query = {
		name: parameters.optionalName('name'),
		firstName: parameters.optionalName('personFields.firstName'),
		middleName: parameters.optionalName('personFields.middleName'),
		lastName: parameters.optionalName('personFields.lastName'),
		birthDate: parameters.with(readBirthDate, 'personFields.birthDate'),
		nationality: parameters.with(readCountry, 'personFields.nationality'),
		gender: parameters.with(readGender, 'personFields.gender'),
	};
	if (query.name ?? query.firstName ?? query.lastName) return query;
	throw noPersonNameError();
}
