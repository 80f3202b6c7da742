import { oneFileOutput } from '../fileOutput';
import { fileOptions, outputFileField, sessionIdField } from '../fields';
import type { Operation } from '../operation';
import {
	requestFile,
	baseName,
	documentTypeOptions,
	documentTypes,
	sessionFileNames,
	sessionFileOptions,
	type WantedFile,
} from './sessionFiles';

export const download: Operation = {
	option: {
		name: 'Download',
		action: 'Download a session file',
		description: 'Download one picture or video of a session, such as the card front',
	},
	hideFromAgents: true,
	fields: [
		sessionIdField,
		{
			displayName: 'File',
			name: 'file',
			type: 'options',
			default: 'cardFront',
			options: sessionFileOptions,
			description: 'Which file of the session to download',
		},
		{
			displayName: 'General Document Type',
			name: 'documentType',
			type: 'options',
			default: 'bank-statement',
			options: documentTypeOptions,
			displayOptions: { show: { file: ['generalDocument'] } },
		},
		outputFileField,
		fileOptions,
	],
	errorOverride: {
		headline: 'File not found in this session',
		advice:
			"Check 'Session ID', and that the session has this file. Download All gets all files of a session.",
	},
	async execute(item) {
		const sessionId = item.sessionId();
		const wanted: WantedFile = { file: item.choice('file', sessionFileNames) };
		if (wanted.file === 'generalDocument') {
			wanted.documentType = item.choice('documentType', documentTypes);
		}
		const fetchFiles = async () => item.dataOf(await requestFile(item, sessionId, wanted));
		return oneFileOutput(item, fetchFiles, { sessionId, file: wanted.file }, baseName(wanted));
	},
};
