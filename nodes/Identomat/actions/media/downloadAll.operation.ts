import type { IBinaryKeyData } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { isFileNotFound } from '../../../api/errors/classify';
import { noDocumentTypeError, noFileKindError } from '../../../api/errors/inputErrors';
import type { ReceivedFile } from '../../../api/response/files';
import { fileOptions, sessionIdField } from '../fields';
import { fileOf, storeFile } from '../fileOutput';
import type { Item } from '../item';
import type { Operation } from '../operation';
import {
	requestFile,
	baseName,
	documentTypeOptions,
	documentTypes,
	fieldName,
	sessionFileNames,
	sessionFileOptions,
	type WantedFile,
} from './sessionFiles';

function wantedFiles(item: Item): WantedFile[] {
	const files = item.choices('files', sessionFileNames);
	if (files.length === 0) throw noFileKindError();
	return files.flatMap((file): WantedFile[] => {
		if (file !== 'generalDocument') return [{ file }];
		const types = item.choices('documentTypes', documentTypes);
		if (types.length === 0) throw noDocumentTypeError();
		return types.map((documentType) => ({ file, documentType }));
	});
}

/**
 * The file, `missing` if the session has no file of this kind, or `unconfirmed` if that response lacks the
 * signature that other responses carry. Any other failure is thrown.
 */
async function find(
	item: Item,
	sessionId: string,
	wanted: WantedFile,
): Promise<ReceivedFile | 'missing' | 'unconfirmed'> {
	const answer = await requestFile(item, sessionId, wanted);
	if (!answer.ok && isFileNotFound(answer.failure)) {
		return answer.failure.isUnsigned ? 'unconfirmed' : 'missing';
	}
	return await fileOf(item, item.dataOf(answer));
}

export const downloadAll: Operation = {
	option: {
		name: 'Download All',
		action: 'Download all session files',
		description: 'Download all pictures and videos that a session has',
	},
	hideFromAgents: true,
	fields: [
		sessionIdField,
		{
			displayName: 'Files',
			name: 'files',
			type: 'multiOptions',
			default: [...sessionFileNames],
			options: sessionFileOptions,
			description:
				"Which files to look for. Those that the session does not have are listed in 'missing'.",
		},
		{
			displayName: 'General Document Types',
			name: 'documentTypes',
			type: 'multiOptions',
			default: [...documentTypes],
			options: documentTypeOptions,
			displayOptions: { show: { files: ['generalDocument'] } },
			description: 'Which kinds of general document to look for',
		},
		fileOptions,
	],
	async execute(item) {
		const sessionId = item.sessionId();
		const binary: IBinaryKeyData = {};
		const missing: string[] = [];
		const unconfirmed: string[] = [];
		for (const wanted of wantedFiles(item)) {
			const file = await find(item, sessionId, wanted);
			const field = fieldName(wanted);
			if (file === 'missing') missing.push(field);
			else if (file === 'unconfirmed') unconfirmed.push(field);
			else
				binary[field] = (
					await storeFile(item, file, { baseName: baseName(wanted), sessionId })
				).data;
		}
		const found = Object.keys(binary);
		// A session without any file looks like a session that does not exist. The request for its result
		// shows which it is.
		if (found.length === 0) await item.request(endpoints.getResult, { sessionId });
		const open = unconfirmed.length > 0 && { unconfirmed };
		return { json: { sessionId, found, missing, ...open }, binary };
	},
};
