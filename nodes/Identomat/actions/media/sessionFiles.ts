import type { INodePropertyOptions } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import type { FoundFiles } from '../../../api/response/files';
import type { Result } from '../../../api/errors/failure';
import { sortedBy } from '../../../shared/sortedBy';
import type { Item } from '../item';

/** The files of a session, by the values of the parameters `file` and `files`. */
const sessionFiles = {
	cardFront: {
		endpoint: endpoints.getCardFront,
		name: 'Card Front',
		description: 'Front of the ID card or other document',
	},
	cardBack: {
		endpoint: endpoints.getCardBack,
		name: 'Card Back',
		description: 'Back of the ID card or other document',
	},
	passport: {
		endpoint: endpoints.getPassport,
		name: 'Passport',
		description: 'Photo page of the passport',
	},
	face: { endpoint: endpoints.getFace, name: 'Face', description: 'Picture of the face' },
	faceVideo: {
		endpoint: endpoints.getFaceVideo,
		name: 'Face Video',
		description: 'Video of the liveness check',
	},
	faceDocument: {
		endpoint: endpoints.getFaceDocument,
		name: 'Face With Document',
		description: 'Face and document together',
	},
	generalDocument: {
		endpoint: endpoints.getGeneralDocument,
		name: 'General Document',
		description: 'A bank statement, utility bill, …',
	},
};

export type SessionFile = keyof typeof sessionFiles;

export const sessionFileNames = Object.keys(sessionFiles) as SessionFile[];

export const sessionFileOptions: INodePropertyOptions[] = sortedBy(
	sessionFileNames,
	(value) => sessionFiles[value].name,
).map((value) => ({
	name: sessionFiles[value].name,
	value,
	description: sessionFiles[value].description,
}));

/** The kinds of general document, by the API's own names. Evidence: reference. */
const documentTypeNames = {
	'bank-statement': 'Bank Statement',
	'drivers-license': 'Driver License',
	'utility-bill': 'Utility Bill',
	'vehicle-registration-certificate-back': 'Vehicle Registration Certificate (Back)',
	'vehicle-registration-certificate-front': 'Vehicle Registration Certificate (Front)',
};

export const documentTypes = Object.keys(documentTypeNames);

export const documentTypeOptions: INodePropertyOptions[] = Object.entries(documentTypeNames).map(
	([value, name]) => ({ name, value }),
);

/** One file of a session. `documentType` is for general documents only. */
export interface WantedFile {
	file: SessionFile;
	documentType?: string;
}

/** Requests a file of a session. */
export async function requestFile(
	item: Item,
	sessionId: string,
	{ file, documentType }: WantedFile,
): Promise<Result<FoundFiles>> {
	return file === 'generalDocument'
		? item.tryRequest(sessionFiles.generalDocument.endpoint, { sessionId, documentType })
		: item.tryRequest(sessionFiles[file].endpoint, { sessionId });
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
