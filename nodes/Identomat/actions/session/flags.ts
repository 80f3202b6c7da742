import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { emptyFieldError } from '../../../api/errors/inputErrors';
import {
	readBoolean,
	readChoice,
	readChoices,
	readList,
	valueNamed,
} from '../../../shared/parameters/choices';
import { countryOptions, readCountry } from '../../../shared/parameters/countries';
import type { ParameterReader } from '../../../shared/parameters/parameterReader';
import { isEmpty, readText } from '../../../shared/parameters/texts';

/** A switch that is on when it is added: a user who adds "Skip Face" wants to skip the face. */
function switchedOn(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'boolean', default: true, description };
}

const language: INodeProperties = {
	displayName: 'Language',
	name: 'language',
	type: 'options',
	allowArbitraryValues: true,
	default: 'en',
	// `gr` is the API's code for Greek, not the ISO code.
	options: [
		{ name: 'English', value: 'en' },
		{ name: 'Georgian', value: 'ka' },
		{ name: 'Greek', value: 'gr' },
		{ name: 'Russian', value: 'ru' },
		{ name: 'Spanish', value: 'es' },
		{ name: 'Ukrainian', value: 'uk' },
	],
	description:
		'The language the person sees. For one that is not listed, choose Expression and enter its code.',
};

const returnUrlFlag: INodeProperties = {
	displayName: 'Return URL',
	name: 'return_url',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/thank-you',
	description: 'The page that the browser opens when the person has finished',
};

const documentCountries: INodeProperties = {
	displayName: 'Document Countries',
	name: 'document_countries',
	type: 'multiOptions',
	allowArbitraryValues: true,
	default: [],
	options: countryOptions,
	description:
		'The countries whose documents are accepted. For others, choose Expression and enter a list of three-letter ISO codes.',
};

const documentTypesFlag: INodeProperties = {
	displayName: 'Document Types',
	name: 'document_types',
	type: 'multiOptions',
	default: [],
	options: [
		{ name: 'Driver License', value: 'driver_license' },
		{ name: 'ID Card', value: 'id' },
		{ name: 'Passport', value: 'passport' },
		{ name: 'Residence Permit', value: 'residence_license' },
	],
	description: 'Which identity documents are accepted',
};

const generalTypes: INodeProperties = {
	displayName: 'General Document Types',
	name: 'general_document_types',
	type: 'multiOptions',
	allowArbitraryValues: true,
	default: [],
	options: [
		{ name: 'Bank Statement', value: 'bank_statement' },
		{ name: 'Utility Bill', value: 'utility_bill' },
	],
	description:
		"Additional documents to request. Also add 'Allow General Doc Capture' or 'Allow General Doc Upload'. For other types, choose Expression and enter a list of their names.",
};

const verifiedBy: INodeProperties = {
	displayName: 'Verified By',
	name: 'server',
	type: 'options',
	default: 'computer',
	options: [
		{ name: 'Computer', value: 'computer', description: 'Automatic verification' },
		{ name: 'Operator', value: 'human', description: 'A video call with an operator' },
	],
};

/** The most common flags come first, then all others by name. */
const flags: INodeProperties[] = [
	documentTypesFlag,
	documentCountries,
	language,
	returnUrlFlag,
	switchedOn(
		'Allow Document Upload',
		'allow_document_upload',
		'Whether to allow uploading a picture of the document instead of taking one',
	),
	switchedOn(
		'Allow Face Upload',
		'allow_face_upload',
		'Whether to allow uploading a picture of the face instead of taking one',
	),
	switchedOn(
		'Allow General Doc Capture',
		'allow_general_document_capture',
		'Whether to allow taking pictures of general documents, such as a utility bill',
	),
	switchedOn(
		'Allow General Doc Upload',
		'allow_general_document_upload',
		'Whether to allow uploading general documents, such as a utility bill',
	),
	switchedOn(
		'Allow NFC',
		'allow_nfc_capture',
		'Whether to allow reading the chip of the document with the phone',
	),
	switchedOn(
		'Cascading Verification',
		'cascading_identity_verification',
		'Whether to use cascading identity verification. Ask Identomat if your account has it.',
	),
	switchedOn(
		'Disable Document Camera',
		'disable_document_capture',
		'Whether to disable the camera for documents, so that people must upload them',
	),
	switchedOn(
		'Double Page Passport',
		'capture_double_page_passport',
		'Whether to capture both pages of an open passport',
	),
	switchedOn(
		'Face With Doc Upload',
		'allow_face_doc_upload',
		'Whether to allow uploading a picture that shows face and document together',
	),
	generalTypes,
	switchedOn('Liveness', 'liveness', 'Whether to require a liveness check'),
	switchedOn(
		'Require Face With Doc',
		'require_face_document',
		'Whether to require a picture that shows face and document together',
	),
	switchedOn(
		'Skip Agreement',
		'skip_agreement',
		'Whether to skip the agreement that people must accept',
	),
	switchedOn(
		'Skip Desktop',
		'skip_desktop',
		'Whether people on a computer can continue there, without a request to switch to a phone',
	),
	switchedOn('Skip Document', 'skip_document', 'Whether to skip the identity document'),
	switchedOn('Skip Face', 'skip_face', 'Whether to skip the face check'),
	verifiedBy,
];

/**
 * The flags of `begin/`: names are the API's own, so the chosen values are sent unchanged. Source:
 * observed. The editor cuts display names after 25 letters.
 */
export const flagsField: INodeProperties = {
	displayName: 'Flags',
	name: 'flags',
	type: 'collection',
	placeholder: 'Add flag',
	default: {},
	options: flags,
	description: 'What is checked, which documents are accepted, and what the person sees',
};

/**
 * The flags that were added, each with the type of its field in the panel. A flag that the panel does not
 * have is sent unchanged. A flag that was added and left empty is omitted: empty would mean nothing, not
 * all.
 * @throws {UserError} if a flag does not have its field's type, or an expression finds nothing: then
 * nobody knows whether it is on
 */
export function readFlags(parameters: ParameterReader): IDataObject {
	const given = parameters.collection('flags');
	return Object.fromEntries(
		Object.keys(given)
			.map((name) => [name, readFlag(parameters, name)] as const)
			.filter(([, value]) => value !== undefined),
	);
}

function readFlag(parameters: ParameterReader, name: string): IDataObject[string] {
	const path = `flags.${name}`;
	const value = parameters.value(path);
	const field = flags.find((flag) => flag.name === name);
	if (value === null) throw emptyFieldError(parameters.label(path));
	if (field?.type !== 'boolean' && isLeftEmpty(value)) return undefined;
	return field ? readAs(field, value, parameters.label(path)) : (value as IDataObject[string]);
}

function isLeftEmpty(value: unknown): boolean {
	return Array.isArray(value)
		? value.every((element) => typeof element === 'string' && isEmpty(element))
		: isEmpty(value);
}

function readAs(field: INodeProperties, value: unknown, label: string): IDataObject[string] {
	if (field.type === 'boolean') return readBoolean(value, label);
	if (field === documentCountries) return readCountries(value, label);
	if (field.type === 'string') return readText(value, label);
	const isList = field.type === 'multiOptions';
	const options = (field.options ?? []) as INodePropertyOptions[];
	if (field.allowArbitraryValues) {
		const named = (text: string) => valueNamed(text, options);
		if (isList) return readList(value, label).map(named);
		const text = readText(value, label);
		return text === undefined ? undefined : named(text);
	}
	const choices = options.map((option) => String(option.value));
	return isList ? readChoices(value, label, choices) : readChoice(value, label, choices);
}

function readCountries(value: unknown, label: string): string[] {
	const codes = readList(value, label).map((country) => readCountry(country, label) ?? country);
	return [...new Set(codes)];
}
