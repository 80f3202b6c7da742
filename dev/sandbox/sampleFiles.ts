import { file, json, type ApiResponse } from './endpoint';
import { faceVideo, jpeg, type SizedStream } from './media';
import { GENERAL_DOCUMENTS, type SandboxSession, type SessionInit } from './sessions';

type FileName = SessionInit['files'][number];

/** A shade for each picture, so that no two of them are the same bytes. */
const SHADES: Record<Exclude<FileName, 'faceVideo'>, number> = {
	cardFront: 60,
	cardBack: 80,
	passport: 100,
	face: 120,
	faceDocument: 140,
};
const CALL_FILES = { shot: ['shot-0.jpg', 'shot-1.jpg'], video: ['video-0.mp4', 'video-1.mp4'] };

/** One of the session's files; undefined if it has none, as an unfinished one. */
export function sessionFile(session: SandboxSession, name: FileName): ApiResponse | undefined {
	if (session.state === 'open' || !session.files.includes(name)) return undefined;
	if (name === 'faceVideo') return file(faceVideo({ size: session.faceVideoSize }), 'video/mp4');
	return picture(SHADES[name]);
}

export function generalDocumentFile(
	session: SandboxSession,
	typeId: string,
): ApiResponse | undefined {
	const type = session.generalDocuments.find((present) => present === typeId);
	if (session.state === 'open' || !type) return undefined;
	return picture(180 + GENERAL_DOCUMENTS.indexOf(type));
}

/** The face cut out of the document that the session has. */
export function documentFacePhoto(session: SandboxSession): ApiResponse | undefined {
	const hasDocument = session.files.includes('cardFront') || session.files.includes('passport');
	return session.state === 'open' || !hasDocument ? undefined : picture(200);
}

/**
 * The shots or videos of the call in the form that the session was given; undefined for none. In
 * the base64 form the first has no `data:` prefix and the second has one: clients take both.
 */
export async function callFiles(
	session: SandboxSession,
	kind: 'shot' | 'video',
	filesUrl: string,
): Promise<ApiResponse | undefined> {
	const form = kind === 'shot' ? session.videoCallShots : session.videoCallVideos;
	const [first = '', second = ''] = CALL_FILES[kind];
	if (session.state === 'open' || form === 'none') return undefined;
	if (form === 'raw') return callFile(first);
	if (form === 'urls')
		return json([first, second].map((name) => `${filesUrl}/${session.id}/${name}`));
	const [bytes, mimeType] = await base64Of(second);
	return json([(await base64Of(first))[0], `data:${mimeType};base64,${bytes}`]);
}

/** A file by the name it has in a URL; undefined for an unknown name. */
export function callFile(name: string): ApiResponse | undefined {
	const index = Number(/\d/.exec(name)?.[0]);
	if (CALL_FILES.shot.includes(name)) return picture(210 + index);
	if (CALL_FILES.video.includes(name)) {
		// The second is a little longer, so that the two are not the same file.
		return file(faceVideo({ size: faceVideo().size + index * 64 }), 'video/mp4');
	}
	return undefined;
}

/** Made once: drawing takes longer than all the rest of an answer. */
const pictures = new Map<number, ApiResponse>();

function picture(shade: number): ApiResponse {
	const made = pictures.get(shade) ?? file(jpeg({ width: 160, height: 100, shade }), 'image/jpeg');
	pictures.set(shade, made);
	return made;
}

async function base64Of(name: string): Promise<[base64: string, mimeType: string]> {
	const found = callFile(name);
	if (!found) throw new Error(`${name} is none of the call's files`);
	return [(await bytesOf(found.body)).toString('base64'), found.contentType];
}

async function bytesOf(body: Buffer | SizedStream): Promise<Buffer> {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.concat((await body.stream().toArray()) as Buffer[]);
}
