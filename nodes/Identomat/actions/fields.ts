import type { INodeProperties } from 'n8n-workflow';

export const sessionIdField: INodeProperties = {
	displayName: 'Session ID',
	name: 'sessionId',
	type: 'string',
	required: true,
	default: '={{ $json.sessionId }}',
	placeholder: 'e.g. 47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
	description:
		'The session ID that Create returns, or the whole verification link. The Identomat API calls it session_token, too.',
};

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
		"Where Identomat answers with addresses instead of files, the output holds those, unless 'Download Files' is on in the options",
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
	displayName: 'Extra Fields',
	name: 'extraFields',
	type: 'json',
	default: '{}',
	description:
		'A JSON object with further fields for the request, by the names of the Identomat API. They win over the fields above; the company key always comes from the credential.',
};

const includeInput: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInput',
	type: 'boolean',
	default: true,
	description:
		"Whether to keep the fields and files of the input item beside the output's own, which win. Only where one item comes out per input item.",
	// What the workflow knows of a person is not for a model.
	displayOptions: { hide: { '@tool': [true] } },
};

const maxConcurrency: INodeProperties = {
	displayName: 'Max Concurrency',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 10,
	description:
		'How many items are worked on at the same time at most. Without this option the node finds out how many requests Identomat takes: up to 50 at a time for what only reads, up to 10 where files are moved or something is created, deleted or paid for.',
};

const timeout: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How long to wait while Identomat sends nothing',
};

const tagExecution: INodeProperties = {
	displayName: 'Tag Execution',
	name: 'tagExecution',
	type: 'boolean',
	default: true,
	description:
		'Whether n8n saves the session ID with the execution (custom data identomatSession), so that the list of executions can be searched for it. It is on unless you add this option and switch it off.',
};

const downloadFiles: INodeProperties = {
	displayName: 'Download Files',
	name: 'downloadFiles',
	type: 'boolean',
	default: true,
	description:
		"Whether to download files that Identomat only returns the address of, from other servers as well. The company key isn't sent there, and such files aren't signed.",
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
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** The options of an operation that is about no session. */
export const commonOptions = optionsWith();

/** The options of an operation on a session, and these. */
export const sessionOptions = (...more: INodeProperties[]) => optionsWith(tagExecution, ...more);

/** The options of an operation whose answer may point to files elsewhere. */
export const fileOptions = sessionOptions(downloadFiles);
