import { z } from 'zod';

import { ApiError, endpoint, json, type ApiResponse, type Endpoint } from './endpoint';
import { beginShape } from './beginRequest';
import { processingEndpoints } from './processing';
import { resultOf } from './sampleResult';
import { generalDocumentFile, sessionFile } from './sampleFiles';
import {
	GENERAL_DOCUMENTS,
	type SandboxSession,
	type SessionInit,
	type Sessions,
} from './sessions';

const FILE_PATHS: Record<string, SessionInit['files'][number]> = {
	'result/card-front/': 'cardFront',
	'result/card-back/': 'cardBack',
	'result/passport/': 'passport',
	'result/face/': 'face',
	'result/face-video/': 'faceVideo',
	'result/face-document/': 'faceDocument',
};

/** The widget API by its paths below `/external-api/`. */
export function widgetEndpoints(sessions: Sessions): Record<string, Endpoint> {
	return {
		'begin/': begin(sessions),
		'delete/': ofSession(sessions, {}, (session) => {
			sessions.delete(session.id);
			return { ...json(null), body: Buffer.alloc(0) };
		}),
		'result/': result(sessions),
		...mediaEndpoints(sessions),
		...processingEndpoints(),
	};
}

function begin(sessions: Sessions): Endpoint {
	return endpoint(beginShape, (request) => {
		const { config_id: configId, parent_session_id: parentId } = request;
		if (configId === 'missing-config') {
			throw new ApiError('argumentError', `config_id ${configId} is not known`);
		}
		if (parentId !== undefined) knownSession(sessions, parentId, 'parent_session_id');
		return json(sessions.begin(request).id);
	});
}

/** It alone is known to answer for an unknown session with a code as a JSON string (observed). */
function result(sessions: Sessions): Endpoint {
	return endpoint({ session_token: z.string() }, ({ session_token: id }) => {
		const session = sessions.get(id);
		if (!session) throw new ApiError('SESSION_NOT_FOUND');
		return json(resultOf(session));
	});
}

function mediaEndpoints(sessions: Sessions): Record<string, Endpoint> {
	const files = Object.entries(FILE_PATHS).map(([path, name]) => [
		path,
		ofSession(sessions, {}, (session) => present(sessionFile(session, name), name)),
	]);
	return {
		...Object.fromEntries(files),
		'result/general-document/': ofSession(
			sessions,
			{ typeId: z.enum(GENERAL_DOCUMENTS) },
			(session, { typeId }) =>
				present(generalDocumentFile(session, String(typeId)), String(typeId)),
		),
	};
}

/** An endpoint that takes `session_token`, which has to be known, and `shape`. */
function ofSession(
	sessions: Sessions,
	shape: z.ZodRawShape,
	answer: (session: SandboxSession, values: Record<string, unknown>) => ApiResponse,
): Endpoint {
	return endpoint({ session_token: z.string(), ...shape }, (values) => {
		const session = knownSession(sessions, String(values.session_token), 'session_token');
		return answer(session, values);
	});
}

/** @throws ApiError for a session that never was or was deleted */
function knownSession(sessions: Sessions, id: string, parameter: string): SandboxSession {
	const session = sessions.get(id);
	if (!session) throw new ApiError('argumentError', `${parameter} ${id} is not known`);
	return session;
}

/** @throws ApiError if the session has no such file */
function present(found: ApiResponse | undefined, name: string): ApiResponse {
	if (!found) throw new ApiError('argumentError', `the session has no ${name}`);
	return found;
}
