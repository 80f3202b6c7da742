import { hostedFlow } from '../../api/endpoints';
import {
	emptyFieldError,
	notASessionIdError,
	notSessionIdsError,
	otherEntryError,
} from '../../api/errors/inputErrors';
import { cleanText, isEmpty } from './texts';

/** Every id that was seen has 40 lower-case letters and digits (observed). Others are accepted. */
const SESSION_ID = /^[\w-]{8,128}$/;
/** What a template of missing values leaves, the heading of a column, and a line. */
const NEVER_AN_ID = /^(?:(?:undefined|null|nan|infinity|[-_])+|session[-_]?(?:ids?|tokens?))$/i;

const sessionField = hostedFlow.sessionField.value;
const IN_A_LINK = new RegExp(`(?:[?&#;]|%3F|%26)${sessionField}(?:=|%3D)([\\w-]+)`, 'gi');

const MAX_LINK_LENGTH = 4096;

/** Characters that show nothing, which mail programs and chats put into long words. */
const HIDDEN = /[\p{Cf}\u034F\u2800]/gu;

/** Quotes and brackets that may be around a copied id or link. */
const MARKS = '\\s"\'`“”„‟‘’‚‛«»‹›<>()\\[\\]';
const MARKS_AROUND = new RegExp(`^[${MARKS}]+|[${MARKS}]+$`, 'g');

/** Whether a text can be a session id, just as it is. */
export function isSessionId(text: string): boolean {
	return SESSION_ID.test(text) && !NEVER_AN_ID.test(text);
}

/**
 * The session id in a value, or in the verification link in it, without the quotes, brackets and link text
 * around it.
 * @returns undefined for a value that cannot be a session id, and for a text with links to several
 * sessions
 */
function sessionIdIn(value: unknown): string | undefined {
	const text = Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== 'string' || text.length > MAX_LINK_LENGTH) return undefined;
	const visible = cleanText(text.replace(HIDDEN, ''));
	const linked = new Set([...visible.matchAll(IN_A_LINK)].map(([, id]) => id));
	const [id = ''] = linked.size > 0 ? linked : [visible.replace(MARKS_AROUND, '')];
	return linked.size <= 1 && isSessionId(id) ? id : undefined;
}

/**
 * The session that a user entered, by its id or by its verification link, or undefined if empty.
 * @param field its name in the panel, such as `'Session ID'`
 * @throws {UserError} if it cannot be a session id
 */
export function readSessionId(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const sessionId = sessionIdIn(value);
	if (sessionId !== undefined) return sessionId;
	throw notASessionIdError(field, value);
}

/** Links in the markup of mails, chats and pages: the address counts, not the text that is shown. */
const LINK_MARKUP = [
	/<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)[^>]*>[^]*?<\/a>/gi,
	/\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)/g,
	/<([^<>|\s]+)\|[^<>]*>/g,
];
const TEXT_BEHIND_LINK = new RegExp(`(${sessionField}=[\\w-]+[^\\s|,;]*)\\|([^|\\n,;]*)`, 'gi');

/** Whether a text after a link's bar is another entry of the list: words hold no digit, ids do. */
function isEntry(text: string): boolean {
	return /\d/.test(text) && sessionIdIn(text) !== undefined;
}

function entriesIn(text: string): string[] {
	const plain = LINK_MARKUP.reduce(
		(rest, markup) => rest.replace(markup, ' $1 '),
		text.replace(/&amp;/gi, '&'),
	);
	return plain
		.replace(TEXT_BEHIND_LINK, (_, link: string, shown: string) =>
			isEntry(shown) ? `${link} ${shown}` : link,
		)
		.split(/[\s,;|]+/)
		.filter((entry) => entry.replace(HIDDEN, '').replace(MARKS_AROUND, '') !== '');
}

function toList(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return undefined;
	if (!value.trimStart().startsWith('[')) return entriesIn(value);
	try {
		return JSON.parse(value) as unknown[];
	} catch {
		return entriesIn(value);
	}
}

/**
 * The sessions that a user listed, each once: ids or verification links separated by blanks, lines,
 * commas, semicolons or bars, a JSON array, or by expression an array. None when empty.
 * @param field its name in the panel, such as `'Session IDs'`
 * @throws {UserError} naming the first entry that cannot be a session id
 */
export function readSessionIds(value: unknown, field: string): string[] {
	if (typeof value === 'string' && isEmpty(value)) return [];
	const list = toList(value);
	if (!list) throw isEmpty(value) ? emptyFieldError(field) : notSessionIdsError(field);
	const ids = list.map((entry) => {
		const id = sessionIdIn(entry);
		if (id === undefined) throw otherEntryError(field, entry);
		return id;
	});
	return [...new Set(ids)];
}
