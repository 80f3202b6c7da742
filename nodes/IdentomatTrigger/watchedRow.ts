import { createHash } from 'node:crypto';

import type { Outcome } from '../api/results/outcomes';

/**
 * One watched session as it is kept: `[session id, first seen, last asked (0: never), mark]`, times in
 * seconds since 1970. The mark is empty for a session that is just open; else it holds, in this order
 * and where there is any of it:
 * - `a`, `r` or `d` for approved, rejected or disagreed, or `m` when a manual check was told;
 * - `u` when it was told as unavailable, or `x` when it was told that the watching ended;
 * - `A` to `G` for the refusals in a row, and until `u` two digits for how long they have lasted;
 * - `f` to `j` for how often in a row it could not be asked;
 * - `-` and three characters for each unknown word that was told;
 * - `~` and two digits for when its id left the source.
 *
 * A row with an id of 40 characters stays below 80 bytes.
 */
export type WatchedRow = [string, number, number, string];

/** An outcome after which no other comes. */
export type Decision = 'approved' | 'rejected' | 'disagreed';

/** What a mark says. */
interface Marked {
	decided?: Decision;
	isManualCheckTold?: boolean;
	/** What was told of a session without an outcome: that it is unavailable, or not watched any more. */
	lastNotice?: 'unavailable' | 'expired';
	/** Refusals in a row; more than seven count as seven. */
	refusals: number;
	/** For how many seconds there were only refusals, about. */
	refusedFor: number;
	/** How often in a row the session could not be asked; more than five times count as five. */
	faults: number;
	/** Digests of the unknown words that were told, the newest last. */
	words: string[];
	/** When the id left the source, in `LEFT_STEP`s. */
	leftAt?: number;
}

/** A watched session. */
export interface Watched extends Marked {
	id: string;
	firstSeenAt: number;
	lastCheckedAt: number;
}

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const LONGEST_MARK = 9;
const DIGEST_LENGTH = 3;
/** What two digits of base 36 can tell. */
const TWO_DIGITS = 36 ** 2;
const REFUSED_STEP = 3;
const LEFT_STEP = 10 * MINUTE;

const REFUSALS = '_ABCDEFG';
const FAULTS = '_fghij';
const decisions: Record<string, Decision> = { a: 'approved', r: 'rejected', d: 'disagreed' };
const letters: Record<Decision, string> = { approved: 'a', rejected: 'r', disagreed: 'd' };
const lastNotice = { u: 'unavailable', x: 'expired' } as const;

const MARK =
	/^([ard]?)(m?)([ux]?)(?:([A-G])([0-9a-z]{2})?)?([f-j]?)(?:-((?:[\w-]{3})+))?(?:~([0-9a-z]{2}))?$/;
/** Of an earlier version: the number of refusals after which a session was asked no more was four. */
const EARLIER_MARK = /^([ard]?)(m?)(\d+)$/;
const REFUSALS_OF_A_LOST_SESSION = 4;

const OPEN: Marked = { refusals: 0, refusedFor: 0, faults: 0, words: [] };

/** @returns undefined when it is no mark */
function readMark(mark: string): Marked | undefined {
	if (mark === '') return OPEN;
	const earlier = EARLIER_MARK.exec(mark);
	if (earlier) {
		const [, decided = '', manual, refusals] = earlier;
		const isLost = Number(refusals) >= REFUSALS_OF_A_LOST_SESSION;
		const wasSaid = isLost ? ('unavailable' as const) : undefined;
		return {
			...OPEN,
			decided: decisions[decided],
			isManualCheckTold: manual === 'm',
			lastNotice: wasSaid,
		};
	}
	const parts = MARK.exec(mark);
	if (!parts) return undefined;
	const [, decided = '', manual, told, refusals, refusedFor = '0', faults, words = '', leftAt] =
		parts;
	return {
		decided: decisions[decided],
		isManualCheckTold: manual === 'm',
		lastNotice: told ? lastNotice[told as keyof typeof lastNotice] : undefined,
		refusals: refusals ? REFUSALS.indexOf(refusals) : 0,
		refusedFor: parseInt(refusedFor, 36) * REFUSED_STEP,
		faults: faults ? FAULTS.indexOf(faults) : 0,
		words: words.match(/.{3}/g) ?? [],
		leftAt: leftAt === undefined ? undefined : parseInt(leftAt, 36),
	};
}

function twoDigits(value: number): string {
	return Math.min(value, TWO_DIGITS - 1)
		.toString(36)
		.padStart(2, '0');
}

function writeMark(session: Marked): string {
	const { decided, isManualCheckTold, refusals, refusedFor, faults, words, leftAt } = session;
	const outcome = decided ? letters[decided] : isManualCheckTold ? 'm' : '';
	const told = session.lastNotice ? (session.lastNotice === 'expired' ? 'x' : 'u') : '';
	const lasted = told ? '' : twoDigits(Math.floor(refusedFor / REFUSED_STEP));
	const isGone = leftAt !== undefined;
	const refused = refusals && !isGone ? `${REFUSALS[Math.min(refusals, 7)]}${lasted}` : '';
	const failed = faults && !isGone ? FAULTS[Math.min(faults, 5)] : '';
	const gone = isGone ? `~${twoDigits(leftAt)}` : '';
	const room = LONGEST_MARK - `${outcome}${told}${refused}${failed}-${gone}`.length;
	const kept = words.slice(-Math.max(1, Math.floor(room / DIGEST_LENGTH))).join('');
	return `${outcome}${told}${refused}${failed}${kept && `-${kept}`}${gone}`;
}

/** The session that a row keeps. */
export function decode([id, firstSeenAt, lastCheckedAt, mark]: WatchedRow): Watched {
	return { id, firstSeenAt, lastCheckedAt, ...(readMark(mark) ?? OPEN) };
}

/** The row that keeps a session. */
export function encode(session: Watched): WatchedRow {
	return [session.id, session.firstSeenAt, session.lastCheckedAt, writeMark(session)];
}

/** The row of a session that was never seen before. */
export function newRow(id: string, now: number): WatchedRow {
	return [id, now, 0, ''];
}

/** What is kept of an unknown word, whatever its case and the spaces, `-` and `_` in it. */
export function digestOf(word: string): string {
	const folded = word.toLowerCase().replace(/[-_\s]/g, '');
	return createHash('sha256').update(folded).digest('base64url').slice(0, DIGEST_LENGTH);
}

/** Whether the id of a row has left the source. */
export function hasLeft([, , , mark]: WatchedRow): boolean {
	return mark.includes('~');
}

function leftSteps(seconds: number): number {
	return Math.floor(seconds / LEFT_STEP) % TWO_DIGITS;
}

/** The row of a session whose id has just left the source. */
export function asLeft(row: WatchedRow, now: number): WatchedRow {
	return encode({ ...decode(row), leftAt: leftSteps(now) });
}

/** The row of a session whose id came back. */
export function asReturned(row: WatchedRow): WatchedRow {
	return encode({ ...decode(row), leftAt: undefined });
}

/** Whether the id of a row left the source more than a day ago. */
export function isForgotten(row: WatchedRow, now: number): boolean {
	const { leftAt } = decode(row);
	if (leftAt === undefined) return false;
	const steps = (leftSteps(now) - leftAt + TWO_DIGITS) % TWO_DIGITS;
	const day = DAY / LEFT_STEP;
	// The steps begin anew after nine days; the last two days mean a clock that was set back.
	return steps > day && steps < TWO_DIGITS - 2 * day;
}

/** The row with times that are not in the future: undecided, it is then due. */
export function withPastTimes(row: WatchedRow, now: number): WatchedRow {
	const [id, firstSeenAt, lastCheckedAt, mark] = row;
	const latest = now + MINUTE;
	if (firstSeenAt <= latest && lastCheckedAt <= latest) return row;
	const isDecided = decode(row).decided !== undefined;
	return [
		id,
		Math.min(firstSeenAt, now),
		lastCheckedAt <= latest ? lastCheckedAt : isDecided ? now : 0,
		mark,
	];
}

function isTime(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function readRow(value: unknown, now: number): WatchedRow | undefined {
	if (!Array.isArray(value) || typeof value[0] !== 'string' || value[0] === '') return undefined;
	const [id, firstSeenAt, lastCheckedAt, mark] = value as unknown[] as [
		string,
		unknown,
		unknown,
		unknown,
	];
	const isFine = value.length === 4 && isTime(firstSeenAt) && isTime(lastCheckedAt) && isMark(mark);
	if (isFine) return value as WatchedRow;
	return [
		id,
		isTime(firstSeenAt) ? firstSeenAt : now,
		isTime(lastCheckedAt) ? lastCheckedAt : 0,
		isMark(mark) ? mark : '',
	];
}

function isMark(value: unknown): value is string {
	return value === '' || (typeof value === 'string' && readMark(value) !== undefined);
}

/**
 * Reads what was kept, in this or an earlier form. Of a damaged row its id and what can be read stay.
 * @returns the rows, and how much was damaged: rows, or 1 where there are none to read
 */
export function readRows(kept: unknown, now: number): { rows: WatchedRow[]; damaged: number } {
	if (kept === undefined) return { rows: [], damaged: 0 };
	if (!Array.isArray(kept)) return { rows: [], damaged: 1 };
	const values = isObserved(kept) ? kept.map(unobserved) : (kept as unknown[]);
	const read = values.map((value) => readRow(value, now));
	const damaged = read.filter((row, index) => row !== values[index]).length;
	const rows = damaged === 0 ? (values as WatchedRow[]) : read.filter((row) => row !== undefined);
	return { rows, damaged };
}

/** Whether n8n watches the values for changes, as it does with all that it read from its database. */
function isObserved(kept: unknown[]): boolean {
	return '__dataChanged' in kept;
}

/** A copy that n8n does not watch: through its watching each look at a row takes ten times as long. */
function unobserved(value: unknown): unknown {
	if (!Array.isArray(value)) return value;
	return Array.from({ length: value.length }, (_, index): unknown => value[index]);
}

/** Whether an outcome is one after which no other comes. */
export function isDecision(outcome: Outcome): outcome is Decision {
	return outcome in letters;
}
