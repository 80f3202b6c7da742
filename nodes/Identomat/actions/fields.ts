import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { EXTRA_FIELDS_LABEL } from '../../shared/parameters/json';
import { sortedBy } from '../../shared/sortedBy';
import { filledByModel } from './agentFields';

export const sessionIdField: INodeProperties = {
	displayName: 'Session ID',
	name: 'sessionId',
	type: 'string',
	required: true,
	default: '={{ $json.sessionId }}',
	placeholder: 'e.g. 47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
	description:
		'The session ID that Create returns, or the whole verification link. The Identomat API also calls it session_token.',
};

/** The same for an operation that AI agents can use: there the model fills it in. */
export function sessionIdFields(displayOptions?: IDisplayOptions): INodeProperties[] {
	return filledByModel(
		{ ...sessionIdField, displayOptions },
		'The ID of the session, or the whole verification link',
	);
}

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const outputFileField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the output field to put the file in',
};

export const outputFilePrefixField: INodeProperties = {
	displayName: 'Output Field Prefix',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'Files go into fields numbered from 0: data_0, data_1, …',
	description:
		"If Identomat returns URLs instead of files, the output holds the URLs, unless you turn on 'Download Files' in the options",
};

export const inputFileField: INodeProperties = {
	displayName: 'Input File Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the input field with the image, a JPEG file',
};

const extraFields: INodeProperties = {
	displayName: EXTRA_FIELDS_LABEL,
	name: 'extraFields',
	type: 'json',
	default: '{}',
	description:
		'Additional request fields as JSON, by their names in the Identomat API. They override the fields above. The company key always comes from the credential.',
};

const includeInput: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInput',
	type: 'boolean',
	default: true,
	description:
		'Whether to add the fields and files of the input item to the output. Output fields override input fields of the same name. Has no effect on operations that return a list.',
	// The workflow's data about a person must not reach a model.
	displayOptions: { hide: { '@tool': [true] } },
};

const maxConcurrency: INodeProperties = {
	displayName: 'Max Concurrency',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 10,
	description:
		"Maximum number of items to process at once. By default, the node adapts to your account's limit.",
};

const timeout: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How long to wait for a response before timing out',
};

const tagExecutionOption: INodeProperties = {
	displayName: 'Tag Execution',
	name: 'tagExecution',
	type: 'boolean',
	default: true,
	description:
		'Whether to save the session ID with the execution, as custom data identomatSession. To filter executions by it, your n8n plan must include custom execution data. On by default.',
};

const downloadFiles: INodeProperties = {
	displayName: 'Download Files',
	name: 'downloadFiles',
	type: 'boolean',
	default: true,
	description:
		"Whether to download files for which Identomat returns only a URL, also from other servers. The company key isn't sent there, and such files aren't signed.",
};

/** The options that every operation has, and these, by their names. */
export function optionsWith(...more: INodeProperties[]): INodeProperties {
	const options = [extraFields, includeInput, maxConcurrency, timeout, ...more];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: sortedBy(options, ({ displayName }) => displayName),
	};
}

/** The options of an operation without a session. */
export const commonOptions = optionsWith();

/** The options of an operation on a session, and these. */
export const sessionOptions = (...more: INodeProperties[]) =>
	optionsWith(tagExecutionOption, ...more);

/** The options of an operation whose response may point to files on other servers. */
export const fileOptions = sessionOptions(downloadFiles);
