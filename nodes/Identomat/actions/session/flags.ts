import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { emptyFieldError } from '../../../api/errors/inputErrors';
import { readBoolean, readChoice, readChoices, readList } from '../../../shared/parameters/choices';
import { countryOptions, readCountry } from '../../../shared/parameters/countries';
import type { ParameterReader } from '../../../shared/parameters/parameterReader';
import { isEmpty, readText } from '../../../shared/parameters/texts';

/** A switch that is on when it is added: whoever adds "Face: Skip" wants the face skipped. */
function switchedOn(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'boolean', default: true, description };
}

const language: INodeProperties = {
	displayName: 'Flow: Language',
	name: 'language',
	type: 'options',
	allowArbitraryValues: true,
	default: 'en',
	// `gr` is not the ISO code of Greek, but what the API takes.
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

const returnUrl: INodeProperties = {
	displayName: 'Flow: Return URL',
	name: 'return_url',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/thank-you',
	description: 'The page that the browser opens when the person is done',
};

const documentCountries: INodeProperties = {
	displayName: 'Documents: Countries',
	name: 'document_countries',
	type: 'multiOptions',
	allowArbitraryValues: true,
	default: [],
	options: countryOptions,
	description:
		'The countries whose documents are taken. For others, choose Expression and enter a list of three-letter ISO codes.',
};

const documentTypes: INodeProperties = {
	displayName: 'Documents: Types',
	name: 'document_types',
	type: 'multiOptions',
	default: [],
	options: [
		{ name: 'Driver License', value: 'driver_license' },
		{ name: 'ID Card', value: 'id' },
		{ name: 'Passport', value: 'passport' },
		{ name: 'Residence Permit', value: 'residence_license' },
	],
	description: 'Which identity documents are taken',
};

const generalTypes: INodeProperties = {
	displayName: 'Documents: General Types',
	name: 'general_document_types',
	type: 'multiOptions',
	allowArbitraryValues: true,
	default: [],
	options: [
		{ name: 'Bank Statement', value: 'bank_statement' },
		{ name: 'Utility Bill', value: 'utility_bill' },
	],
	description:
		"Further documents to ask for. Also add 'Capture: Allow General Document Capture' or '… Upload'. For other types, choose Expression and enter a list of their names.",
};

const verifiedBy: INodeProperties = {
	displayName: 'Check: Verified By',
	name: 'server',
	type: 'options',
	default: 'computer',
	options: [
		{ name: 'Computer', value: 'computer', description: 'Automatic verification' },
		{ name: 'Operator', value: 'human', description: 'A video call with an operator' },
	],
};

/** What most people look for comes first; all else by its name. */
const flags: INodeProperties[] = [
	documentTypes,
	documentCountries,
	language,
	returnUrl,
	switchedOn(
		'Capture: Allow Document Upload',
		'allow_document_upload',
		'Whether the person may upload a picture of the document instead of taking one',
	),
	switchedOn(
		'Capture: Allow Face Upload',
		'allow_face_upload',
		'Whether the person may upload a picture of the face instead of taking one',
	),
	switchedOn(
		'Capture: Allow Face With Document Upload',
		'allow_face_doc_upload',
		'Whether the person may upload a picture with face and document',
	),
	switchedOn(
		'Capture: Allow General Document Capture',
		'allow_general_document_capture',
		'Whether the person may photograph general documents such as a utility bill',
	),
	switchedOn(
		'Capture: Allow General Document Upload',
		'allow_general_document_upload',
		'Whether the person may upload general documents such as a utility bill',
	),
	switchedOn(
		'Capture: Allow NFC',
		'allow_nfc_capture',
		'Whether the chip of the document may be read with the phone',
	),
	switchedOn(
		'Capture: Disable Document Camera',
		'disable_document_capture',
		'Whether to take away the camera for documents, so that they must be uploaded',
	),
	switchedOn(
		'Capture: Double Page Passport',
		'capture_double_page_passport',
		'Whether both pages of an open passport are captured',
	),
	switchedOn(
		'Check: Cascading Identity Verification',
		'cascading_identity_verification',
		'Whether the cascading identity verification is used; ask Identomat if your account has it',
	),
	switchedOn(
		'Check: Liveness',
		'liveness',
		'Whether the person must prove to be live in front of the camera',
	),
	switchedOn(
		'Check: Require Face With Document',
		'require_face_document',
		'Whether the person must take a picture that shows face and document together',
	),
	verifiedBy,
	generalTypes,
	switchedOn('Documents: Skip', 'skip_document', 'Whether to leave out the identity document'),
	switchedOn('Face: Skip', 'skip_face', 'Whether to leave out the face'),
	switchedOn(
		'Flow: Skip Agreement',
		'skip_agreement',
		'Whether to leave out the agreement that the person is asked to accept',
	),
	switchedOn(
		'Flow: Skip Desktop',
		'skip_desktop',
		'Whether a person on a computer goes on there, without being asked to continue on a phone',
	),
];

/**
 * The flags of `begin/`: names are the API's own, so what is chosen is sent as it is. Source:
 * observed. The prefix of a display name groups what a person thinks of together.
 */
export const flagsField: INodeProperties = {
	displayName: 'Flags',
	name: 'flags',
	type: 'collection',
	placeholder: 'Add flag',
	default: {},
	options: flags,
	description: 'What is checked, which documents are taken, and how it looks to the person',
};

/**
 * The flags that were added, each as what its field in the panel is; a flag that the panel does not have
 * is sent as it is. One that was added and left empty is left out: it would ask for nothing, not for all.
 * @throws {UserError} for a flag that cannot be what its field is, and where an expression finds nothing:
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
	if (field.allowArbitraryValues) {
		return isList ? readList(value, label) : readText(value, label);
	}
	const choices = (field.options ?? []).map((option) => String('value' in option && option.value));
	return isList ? readChoices(value, label, choices) : readChoice(value, label, choices);
}

function readCountries(value: unknown, label: string): string[] {
	const codes = readList(value, label).map((country) => readCountry(country, label) ?? country);
	return [...new Set(codes)];
}
