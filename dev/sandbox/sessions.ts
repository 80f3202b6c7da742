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
		/** What it is finished with: told as it is written here, so try any spelling. */
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
		videoCallShots: z.enum(FORMS).default('base64'),
		videoCallVideos: z.enum(FORMS).default('urls'),
	})
	.strict();

export type SessionInit = z.infer<typeof sessionInitSchema>;

/** What `begin/` was asked, by the API's own names. */
export interface BeginRequest {
	flags?: Record<string, unknown>;
	config_id?: string;
	parent_session_id?: string;
	steps?: Record<string, unknown>[];
}

export interface SandboxSession extends SessionInit {
	id: string;
	/** Empty for a session that was made without a request. */
	begun: BeginRequest;
	begunAt: number;
	finishedAt: number | null;
}

/** The sessions that live: they are begun, finished by the person, and deleted. */
export class Sessions {
	private readonly byId = new Map<string, SandboxSession>();
	private readonly timers = new Set<NodeJS.Timeout>();
	/** Called when a session is finished, each time. */
	onFinish: (session: SandboxSession) => void = () => {};

	/** With `completeAfterMs`, the person needs that long from begin to an approved end. */
	constructor(private readonly completeAfterMs?: number) {}

	begin(begun: BeginRequest): SandboxSession {
		const session = this.add({ state: 'open' }, begun);
		if (this.completeAfterMs !== undefined) this.finishLater(session.id, this.completeAfterMs);
		return session;
	}

	/** @throws z.ZodError for an unknown setting */
	add(init: Partial<SessionInit>, begun: BeginRequest = {}): SandboxSession {
		const settings = sessionInitSchema.parse(init);
		const now = Date.now();
		const finishedAt = settings.state === 'finished' ? now : null;
		const session = { ...settings, id: newSessionId(), begun, begunAt: now, finishedAt };
		this.byId.set(session.id, session);
		return session;
	}

	/** @throws Error for an unknown session */
	finish(id: string, outcome?: string): SandboxSession {
		const session = this.byId.get(id);
		if (!session) throw new Error(`There is no session ${id}`);
		session.state = 'finished';
		session.finishedAt = Date.now();
		session.outcome = outcome ?? session.outcome;
		this.onFinish(session);
		return session;
	}

	get(id: string): SandboxSession | undefined {
		return this.byId.get(id);
	}

	delete(id: string): void {
		this.byId.delete(id);
	}

	/** Forgets every session and stops the persons who were still busy. */
	clear(): void {
		this.timers.forEach((timer) => clearTimeout(timer));
		this.timers.clear();
		this.byId.clear();
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

function newSessionId(): string {
	const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
	return Array.from({ length: 40 }, () => letters.charAt(randomInt(letters.length))).join('');
}
