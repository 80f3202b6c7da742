import type { INodePropertyOptions } from 'n8n-workflow';

import type { Answer } from '../../../api/answer/answers';
import { endpoints } from '../../../api/endpoints';
import type { FoundFiles } from '../../../api/answer/foundFiles';
import type { Item } from '../item';

/** The files of a session, by the values of the parameters `file` and `files`. */
export const sessionFiles = {
	cardFront: endpoints.getCardFront,
	cardBack: endpoints.getCardBack,
	passport: endpoints.getPassport,
	face: endpoints.getFace,
	faceVideo: endpoints.getFaceVideo,
	faceDocument: endpoints.getFaceDocument,
	generalDocument: endpoints.getGeneralDocument,
};

export type SessionFile = keyof typeof sessionFiles;

export const sessionFileNames = Object.keys(sessionFiles) as SessionFile[];

export const sessionFileOptions: INodePropertyOptions[] = [
	{ name: 'Card Back', value: 'cardBack', description: 'Back of the ID card or other document' },
	{ name: 'Card Front', value: 'cardFront', description: 'Front of the ID card or other document' },
	{ name: 'Face', value: 'face', description: 'Picture of the face' },
	{ name: 'Face Video', value: 'faceVideo', description: 'Video of the liveness check' },
	{ name: 'Face With Document', value: 'faceDocument', description: 'Face and document together' },
	{
		name: 'General Document',
		value: 'generalDocument',
		description: 'A bank statement, utility bill, …',
	},
	{ name: 'Passport', value: 'passport', description: 'Photo page of the passport' },
];

/** The kinds of general document, by the API's own names. Source: reference. */
export const documentTypes = [
	'bank-statement',
	'drivers-license',
	'utility-bill',
	'vehicle-registration-certificate-back',
	'vehicle-registration-certificate-front',
] as const;

export const documentTypeOptions: INodePropertyOptions[] = [
	{ name: 'Bank Statement', value: 'bank-statement' },
	{ name: 'Driver License', value: 'drivers-license' },
	{ name: 'Utility Bill', value: 'utility-bill' },
	{
		name: 'Vehicle Registration Certificate (Back)',
		value: 'vehicle-registration-certificate-back',
	},
	{
		name: 'Vehicle Registration Certificate (Front)',
		value: 'vehicle-registration-certificate-front',
	},
];

/** One file of a session; `documentType` is for general documents only. */
export interface WantedFile {
	file: SessionFile;
	documentType?: string;
}

/** Asks for a file of a session. */
export async function askForFile(
	item: Item,
	sessionId: string,
	{ file, documentType }: WantedFile,
): Promise<Answer<FoundFiles>> {
	return file === 'generalDocument'
		? item.ask(sessionFiles.generalDocument, { sessionId, documentType })
		: item.ask(sessionFiles[file], { sessionId });
}

/** What the file's name begins with: `card-front`, `bank-statement`. */
export function baseName({ file, documentType }: WantedFile): string {
	return documentType ?? file.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The output field of a file: `cardFront`, `generalDocument_bankStatement`. */
export function fieldName({ file, documentType }: WantedFile): string {
	if (!documentType) return file;
	return `${file}_${documentType.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}
