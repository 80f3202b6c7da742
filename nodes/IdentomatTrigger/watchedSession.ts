import { createHash } from 'node:crypto';

import { isObject, normalize } from '../api/results/values';

/** A final outcome. */
export type FinalOutcome = 'approved' | 'rejected' | 'disagreed';

/** A session that the trigger watches. Times are seconds since 1970. */
export interface WatchedSession {
	id: string;
	firstSeenAt: number;
	/** 0: never. */
	lastCheckedAt: number;
	decision?: FinalOutcome;
	/** Whether a manual check was emitted. */
	isManualCheckEmitted: boolean;
	/** Digests of the unknown words that were emitted, the newest last. */
	emittedWords: readonly string[];
	/** The last notice about a session without an outcome: that it is unavailable, or no longer watched. */
	lastNotice?: 'unavailable' | 'expired';
	/** Refusals in a row, `MAX_REFUSALS` at most. */
	refusals: number;
	/** For how many seconds there were only refusals, `MAX_REFUSED_SECONDS` at most. */
	refusedSeconds: number;
	/** Requests in a row without a response about the session, `MAX_FAILURES` at most. */
	failures: number;
	/** When its id left the source. */
	leftAt?: number;
}

/**
 * A watched session as n8n stores it: its id, when it was first seen, when it was last checked (0: never),
 * and other details, if there are any. Such as `["47fj…", 1795000000, 1795003600, {"emitted": "manual",
 * "refused": [4, 420]}]`. With an id of 40 characters it has at most 120 bytes. Rows are never changed,
 * only replaced: a row that is the same object says that nothing happened.
 */
export type WatchedRow = [
	id: string,
	firstSeenAt: number,
	lastCheckedAt: number,
	details?: RowDetails,
];

interface RowDetails {
	/** The decision, which is final. */
	outcome?: FinalOutcome;
	/** The events emitted before the decision: `manual`, `gone` or `over`, and digests of unknown words. */
	emitted?: string;
	/** Refusals in a row, and for how many seconds they have lasted. */
	refused?: [times: number, seconds?: number];
	/** Requests in a row without a response. */
	fails?: number;
	/** When its id left the source. */
	left?: number;
}

const MAX_REFUSALS = 7;
const MAX_FAILURES = 5;
const MAX_REFUSED_SECONDS = 9_999;
const DIGEST_LENGTH = 3;
const MANUAL_CHECK = 'manual';
const NOTICES = { unavailable: 'gone', expired: 'over' } as const;

/** Whether an outcome is final. */
export function isDecision(outcome: unknown): outcome is FinalOutcome {
	return outcome === 'approved' || outcome === 'rejected' || outcome === 'disagreed';
}

/** Whether the id of a row has left the source. */
export function hasLeft([, , , details]: WatchedRow): boolean {
	return details?.left !== undefined;
}

/** The row of a session that was never seen before. */
export function newRow(id: string, now: number): WatchedRow {
	return [id, now, 0];
}

/** The digest that is remembered of an unknown word. It ignores case, spaces, `-` and `_`. */
export function digestOf(word: string): string {
	return createHash('sha256').update(normalize(word)).digest('base64url').slice(0, DIGEST_LENGTH);
}

/** The session that a row holds. */
export function fromRow([id, firstSeenAt, lastCheckedAt, details]: WatchedRow): WatchedSession {
	const { outcome, emitted, refused, fails, left } = details ?? {};
	const words = emitted?.split(' ') ?? [];
	return {
		id,
		firstSeenAt,
		lastCheckedAt,
		decision: outcome,
		isManualCheckEmitted: words.includes(MANUAL_CHECK),
		emittedWords: words.filter((word) => word.length === DIGEST_LENGTH),
		lastNotice: noticeIn(words),
		refusals: refused?.[0] ?? 0,
		refusedSeconds: refused?.[1] ?? 0,
		failures: fails ?? 0,
		leftAt: left,
	};
}

function noticeIn(words: string[]): WatchedSession['lastNotice'] {
	if (words.includes(NOTICES.expired)) return 'expired';
	return words.includes(NOTICES.unavailable) ? 'unavailable' : undefined;
}

/** The row that holds a session. Details that no longer matter are dropped. */
export function toRow(session: WatchedSession): WatchedRow {
	const { id, firstSeenAt, lastCheckedAt, decision, refusals, failures, leftAt } = session;
	const isListed = leftAt === undefined;
	const emitted = decision ? '' : emittedText(session);
	const details: RowDetails = {
		...(decision && { outcome: decision }),
		...(emitted && { emitted }),
		...(refusals > 0 && isListed && { refused: refusedOf(session) }),
		...(failures > 0 && isListed && { fails: Math.min(failures, MAX_FAILURES) }),
		...(!isListed && { left: leftAt }),
	};
	const isPlain = Object.keys(details).length === 0;
	return isPlain ? [id, firstSeenAt, lastCheckedAt] : [id, firstSeenAt, lastCheckedAt, details];
}

function emittedText({ isManualCheckEmitted, lastNotice, emittedWords }: WatchedSession): string {
	const manualCheck = isManualCheckEmitted ? [MANUAL_CHECK] : [];
	const notice = lastNotice ? [NOTICES[lastNotice]] : [];
	// So that a row keeps its size, at least the newest word is remembered.
	const words = emittedWords.slice(isManualCheckEmitted ? -1 : -2);
	return [...manualCheck, ...notice, ...words].join(' ');
}

/** How long the refusals have lasted only matters until the session is emitted as unavailable. */
function refusedOf(session: WatchedSession): [times: number, seconds?: number] {
	const { refusals, refusedSeconds, lastNotice, decision } = session;
	const times = Math.min(refusals, MAX_REFUSALS);
	return lastNotice || decision ? [times] : [times, Math.min(refusedSeconds, MAX_REFUSED_SECONDS)];
}

/**
 * Reads a stored value.
 * @returns the value itself if it is a row, or the readable parts of a damaged one
 */
export function readRow(value: unknown, now: number): WatchedRow | undefined {
	if (!Array.isArray(value)) return undefined;
	const [id, firstSeenAt, lastCheckedAt, details] = value as unknown[];
	if (typeof id !== 'string' || id === '') return undefined;
	const areTimes = isCount(firstSeenAt) && isCount(lastCheckedAt);
	const isRow = areTimes && (value.length === 3 || (value.length === 4 && isDetails(details)));
	if (isRow) return value as WatchedRow;
	const seen = isCount(firstSeenAt) ? firstSeenAt : now;
	const checked = isCount(lastCheckedAt) ? lastCheckedAt : 0;
	const readable = readDetails(details);
	const isPlain = Object.keys(readable).length === 0;
	return isPlain ? [id, seen, checked] : [id, seen, checked, readable];
}

const readers: { [Key in keyof Required<RowDetails>]: (value: unknown) => boolean } = {
	outcome: isDecision,
	emitted: (value) => typeof value === 'string' && /^[\w-]{3,6}( [\w-]{3,4}){0,3}$/.test(value),
	refused: (value) => Array.isArray(value) && [1, 2].includes(value.length) && value.every(isCount),
	fails: isCount,
	left: isCount,
};

function isKnown(key: string): key is keyof RowDetails {
	return Object.hasOwn(readers, key);
}

function isDetails(value: unknown): value is RowDetails {
	if (!isObject(value)) return false;
	return Object.entries(value).every(([key, one]) => isKnown(key) && readers[key](one));
}

function readDetails(value: unknown): RowDetails {
	if (!isObject(value)) return {};
	const readable = Object.entries(value).filter(([key, one]) => isKnown(key) && readers[key](one));
	return Object.fromEntries(readable) as RowDetails;
}

/** A number that can be a time or a count. */
function isCount(value: unknown): value is number {
	return Number.isFinite(value) && (value as number) >= 0;
}
