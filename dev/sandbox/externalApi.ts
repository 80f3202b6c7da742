import { z } from 'zod';

import {
	ApiError,
	endpoint,
	file,
	json,
	InvalidParameters,
	type ApiResponse,
	type Endpoint,
} from './endpoint';
import { pdf } from './media';
import { callFiles, documentFacePhoto } from './sampleFiles';
import { screeningEndpoints, type Monitoring } from './screening';
import type { SandboxSession, Sessions } from './sessions';

const STEPS = [
	{ type: 'agreement', version: 1 },
	{ type: 'identity-document', document_types: ['id', 'passport'] },
	{ type: 'liveness' },
	{ type: 'user-questionnaire', key: 'source-of-funds' },
];

/** The external API by its paths. `filesUrl`: where the files of a call can be had by GET. */
export function externalEndpoints(
	sessions: Sessions,
	monitoring: Monitoring,
	filesUrl: string,
): Record<string, Endpoint> {
	const ofSession = (
		answer: (session: SandboxSession) => ApiResponse | Promise<ApiResponse>,
	): Endpoint =>
		endpoint({ sessionId: z.string() }, ({ sessionId }) =>
			answer(knownSession(sessions, sessionId)),
		);
	return {
		'list-session-activities': ofSession((session) => json(activitiesOf(session))),
		'get-session-statistical-summary': ofSession((session) => json(summaryOf(session))),
		'get-session-config-steps': configSteps(sessions),
		'get-session-main-document-face-photo': ofSession((session) =>
			present(documentFacePhoto(session), 'document with a face photo'),
		),
		'get-video-call-shots': ofSession(
			async (session) => (await callFiles(session, 'shot', filesUrl)) ?? json([]),
		),
		'get-video-call-videos': ofSession(async (session) =>
			present(await callFiles(session, 'video', filesUrl), 'video call'),
		),
		'export-session-as-pdf': ofSession(async (session) =>
			file(await pdf('Session report', pdfLines(session)), 'application/pdf'),
		),
		...screeningEndpoints(monitoring),
	};
}

function configSteps(sessions: Sessions): Endpoint {
	const shape = { configId: z.string().optional(), sessionId: z.string().optional() };
	return endpoint(shape, ({ configId, sessionId }) => {
		if ((configId === undefined) === (sessionId === undefined)) {
			throw new InvalidParameters('either configId or sessionId is needed');
		}
		if (sessionId !== undefined)
			return json(knownSession(sessions, sessionId).beginRequest.steps ?? STEPS);
		if (configId === 'missing-config') throw new InvalidParameters(`${configId} is not known`);
		return json(STEPS);
	});
}

function activitiesOf(session: SandboxSession): Record<string, unknown>[] {
	const begun = { type: 'session-begin', time: new Date(session.createdAt).toISOString() };
	if (session.finishedAt === null) return [begun];
	const time = new Date(session.finishedAt).toISOString();
	return [begun, { type: 'session-finish', time, result: session.outcome }];
}

function summaryOf(session: SandboxSession): Record<string, unknown> {
	const end = session.finishedAt ?? Date.now();
	return {
		sessionId: session.id,
		durationSeconds: Math.round((end - session.createdAt) / 1000),
		documentAttempts: session.finishedAt === null ? 0 : 1,
		livenessAttempts: session.finishedAt === null ? 0 : 1,
	};
}

function pdfLines(session: SandboxSession): string[] {
	return [
		`Session: ${session.id}`,
		`Outcome: ${session.state === 'open' ? 'in_progress' : session.outcome}`,
		'Person: Nino Sandadze (invented)',
	];
}

/** @throws ApiError for a session that never was or was deleted */
function knownSession(sessions: Sessions, id: string): SandboxSession {
	const session = sessions.get(id);
	if (!session) throw new ApiError('invalidAccess', `sessionId ${id} is not known`);
	return session;
}

/** @throws ApiError if the session has no such thing */
function present(found: ApiResponse | undefined, name: string): ApiResponse {
	if (!found) throw new ApiError('notFound', `the session has no ${name}`);
	return found;
}
