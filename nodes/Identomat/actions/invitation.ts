import { randomBytes } from 'crypto';

import type { IDataObject } from 'n8n-workflow';
import * as v from 'valibot';

import { isObject } from '../../api/results/values';

/**
 * The query parameters of an invitation's link: its id, whether the person returns from Identomat, and
 * whether the person pressed the button already.
 */
export const INVITATION_PARAMETER = 'invitation';
export const RETURNED_PARAMETER = 'returned';
export const PRESSED_PARAMETER = 'pressed';

export const PAGE_LANGUAGES = ['en', 'es', 'ka', 'ru', 'uk'] as const;

export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** An object whose fields pass unchanged. */
export const anyObject = v.custom<IDataObject>(isObject);

/**
 * An invitation and its state. It is part of a workflow's items, and n8n stores it with them. Each state
 * is a new object.
 */
export const invitationSchema = v.object({
	/** 128 random bits: whoever has them may begin the session. */
	id: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
	/** The execution that the link leads back to. */
	executionId: v.string(),
	/** The values each session is created with, by our names. */
	request: v.object({
		fields: anyObject,
		extraFields: v.optional(anyObject),
		timeoutSeconds: v.optional(v.number()),
	}),
	/** Texts of the user, in place of the built-in ones. */
	page: v.object({
		language: v.picklist(PAGE_LANGUAGES),
		title: v.optional(v.string()),
		text: v.optional(v.string()),
		button: v.optional(v.string()),
	}),
	/** Created for this invitation, oldest first, with `createdAt` in milliseconds since 1970. */
	sessions: v.array(v.object({ sessionId: v.string(), createdAt: v.number() })),
	/** How often a session was created or refused. */
	attempts: v.pipe(v.number(), v.integer(), v.minValue(0)),
	/** When the current wait for it is over, in milliseconds since 1970. */
	limitAt: v.optional(v.number()),
});

export type Invitation = v.InferOutput<typeof invitationSchema>;

/** An invitation from a workflow's item, or undefined if it is not one. */
export function parseInvitation(value: unknown): Invitation | undefined {
	const result = v.safeParse(invitationSchema, value);
	return result.success ? result.output : undefined;
}

/** A new invitation, for which no session was created yet. */
export function newInvitation(
	executionId: string,
	{ request, page }: Pick<Invitation, 'request' | 'page'>,
): Invitation {
	const id = randomBytes(16).toString('base64url');
	return { id, executionId, request, page, sessions: [], attempts: 0 };
}

/**
 * The invitation after an attempt to create a session.
 * @param session the session, or undefined if it was refused
 */
export function withAttempt(
	invitation: Invitation,
	session?: Invitation['sessions'][number],
): Invitation {
	const { sessions, attempts } = invitation;
	const added = session ? [session] : [];
	return { ...invitation, sessions: [...sessions, ...added], attempts: attempts + 1 };
}

/** The combined knowledge of two states of one invitation, in any order. */
export function merged(one: Invitation, other: Invitation): Invitation {
	const known = new Set(one.sessions.map(({ sessionId }) => sessionId));
	const sessions = [
		...one.sessions,
		...other.sessions.filter(({ sessionId }) => !known.has(sessionId)),
	].sort((a, b) => a.createdAt - b.createdAt);
	const attempts = Math.max(one.attempts, other.attempts, sessions.length);
	const limitAt = Math.max(one.limitAt ?? 0, other.limitAt ?? 0) || undefined;
	return { ...one, sessions, attempts, limitAt };
}

/** The address that a person opens. */
export function invitationUrl(resumeUrl: string, { id }: Pick<Invitation, 'id'>): string {
	const url = new URL(resumeUrl);
	url.searchParams.set(INVITATION_PARAMETER, id);
	return url.href;
}

/** The address that Identomat sends the person to at the end. */
export function returnUrl(resumeUrl: string, invitation: Pick<Invitation, 'id'>): string {
	const url = new URL(invitationUrl(resumeUrl, invitation));
	url.searchParams.set(RETURNED_PARAMETER, '1');
	return url.href;
}
