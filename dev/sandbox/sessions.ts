import { randomInt } from 'node:crypto';

import { z } from 'zod';

export const FILES = [
	'cardFront',
	'cardBack',
	'passport',
	'face',
	'faceVideo',
	'faceDocument',
] as const;

export const GENERAL_DOCUMENTS = [
	'bank-statement',
	'utility-bill',
	'vehicle-registration-certificate-front',
	'vehicle-registration-certificate-back',
	'drivers-license',
] as const;

/** How files come: JSON list of URLs, JSON list of base64, the first file itself, or none. */
const FORMS = ['urls', 'base64', 'raw', 'none'] as const;

/** How a session is made without a request; also what `POST /sandbox/sessions` takes. */
export const sessionInitSchema = z
	.object({
		/** What it is finished with: returned exactly as written here, so try any spelling. */
		outcome: z.string().default('approved'),
		state: z.enum(['open', 'finished']).default('finished'),
		/** Merged into the result's `person`. */
		person: z.record(z.unknown()).default({}),
		/** Merged into the result's top level. */
		result: z.record(z.unknown()).default({}),
		files: z.array(z.enum(FILES)).default(['cardFront', 'cardBack', 'face', 'faceVideo']),
		generalDocuments: z.array(z.enum(GENERAL_DOCUMENTS)).default([]),
		/** Bytes; made while it is sent. */
		faceVideoSize: z.number().int().positive().optional(),
		/** The session of several participants that it belongs to. */
		parentSessionId: z.string().optional(),
		videoCallShots: z.enum(FORMS).default('base64'),
		videoCallVideos: z.enum(FORMS).default('urls'),
	})
	.strict();

export type SessionInit = z.infer<typeof sessionInitSchema>;

/** The fields of a `begin/` request, by the API's own names. */
export interface BeginRequest {
	flags?: Record<string, unknown>;
	config_id?: string;
	parent_session_id?: string;
	steps?: Record<string, unknown>[];
}

export interface SandboxSession extends SessionInit {
	id: string;
	/** Empty for a session that was made without a request. */
	beginRequest: BeginRequest;
	createdAt: number;
	finishedAt: number | null;
}

export const DEFAULT_LINK_MINUTES = 15;

export interface SessionsOptions {
	/** Approves sessions this long after they were created; without it they wait for `finish`. */
	completeAfterMs?: number;
	/** How long a person can open the verification link. */
	linkMinutes?: number;
}

/** The sessions that live: they are created, finished by the person, and deleted. */
export class Sessions {
	private readonly byId = new Map<string, SandboxSession>();
	private readonly timers = new Set<NodeJS.Timeout>();
	/** Called when a session is finished, each time. */
	onFinish: (session: SandboxSession) => void = () => {};

	/** How far the clock is ahead of the machine's. */
	private clockOffsetMs = 0;

	constructor(private readonly options: SessionsOptions = {}) {}

	begin(beginRequest: BeginRequest): SandboxSession {
		const session = this.add({ state: 'open' }, beginRequest);
		const { completeAfterMs } = this.options;
		if (completeAfterMs !== undefined) this.finishLater(session.id, completeAfterMs);
		return session;
	}

	/**
	 * @throws z.ZodError for an unknown setting
	 * @throws Error for an unknown parent
	 */
	add(init: Partial<SessionInit>, beginRequest: BeginRequest = {}): SandboxSession {
		const settings = sessionInitSchema.parse({
			parentSessionId: beginRequest.parent_session_id,
			...init,
		});
		if (settings.parentSessionId !== undefined) this.known(settings.parentSessionId);
		const now = this.now();
		const finishedAt = settings.state === 'finished' ? now : null;
		const session = { ...settings, id: newSessionId(), beginRequest, createdAt: now, finishedAt };
		this.byId.set(session.id, session);
		return session;
	}

	/** @throws Error for an unknown session */
	finish(id: string, outcome?: string): SandboxSession {
		const session = this.known(id);
		session.state = 'finished';
		session.finishedAt = this.now();
		session.outcome = outcome ?? session.outcome;
		this.onFinish(session);
		return session;
	}

	/**
	 * Somebody at Identomat decides a manual check.
	 * @throws Error for a session that is unknown or has no manual check open
	 */
	decide(id: string, outcome: string): SandboxSession {
		const { state, outcome: current } = this.known(id);
		if (state === 'open' || !isManualCheck(current)) {
			throw new Error(`Session ${id} has no manual check open`);
		}
		return this.finish(id, outcome);
	}

	/** The sessions that were created with this one as their parent, oldest first. */
	children(id: string): SandboxSession[] {
		return [...this.byId.values()].filter(({ parentSessionId }) => parentSessionId === id);
	}

	/** Whether it is too late to open the link of a session that its person has not finished. */
	isLinkExpired({ state, createdAt }: SandboxSession): boolean {
		const { linkMinutes = DEFAULT_LINK_MINUTES } = this.options;
		return state === 'open' && this.now() - createdAt >= linkMinutes * 60_000;
	}

	/** Sets the clock forward; only what compares times notices, no timer is due earlier. */
	advance(minutes: number): void {
		this.clockOffsetMs += minutes * 60_000;
	}

	get(id: string): SandboxSession | undefined {
		return this.byId.get(id);
	}

	delete(id: string): void {
		this.byId.delete(id);
	}

	/** Forgets every session, stops its timers, and resets the clock. */
	clear(): void {
		this.clockOffsetMs = 0;
		this.timers.forEach((timer) => clearTimeout(timer));
		this.timers.clear();
		this.byId.clear();
	}

	private now(): number {
		return Date.now() + this.clockOffsetMs;
	}

	private known(id: string): SandboxSession {
		const session = this.byId.get(id);
		if (!session) throw new Error(`There is no session ${id}`);
		return session;
	}

	private finishLater(id: string, milliseconds: number): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			if (this.byId.get(id)?.state === 'open') this.finish(id);
		}, milliseconds);
		timer.unref();
		this.timers.add(timer);
	}
}

function isManualCheck(outcome: string): boolean {
	return outcome.toLowerCase().replace(/[-_ ]/g, '') === 'manualcheck';
}

function newSessionId(): string {
	const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
	return Array.from({ length: 40 }, () => letters.charAt(randomInt(letters.length))).join('');
}
