import { extensionOf } from '../../api/response/fileTypes';

/** The parts of a file's name. */
export interface NameParts {
	/** What the file is: `card-front`, `video-call-shot-0`. */
	baseName: string;
	sessionId: string;
}

/** Longer than any id. A longer name could not be stored everywhere. */
const MAX_ID_LENGTH = 128;

/**
 * The name of a stored file: `card-front-47fjzxvv.jpg`. It holds letters, digits, `-` and `_` only,
 * whatever the session id is, so that it is not a path on any system.
 */
export function fileNameOf({ baseName, sessionId }: NameParts, mimeType: string): string {
	const safeId = sessionId.slice(0, MAX_ID_LENGTH).replace(/[^\w-]/g, '_');
	return `${baseName}-${safeId}.${extensionOf(mimeType)}`;
}
