import type { Failure } from '../errors/failure';
import { messageText } from './envelope';
import { responseFailures } from '../errors/responseFailures';
import { isObject } from '../results/values';
import { isEmpty, type JsonObject } from './json';

/**
 * The signs in a response that its list is incomplete. "Nobody found" has to be certain, so a doubt is
 * enough. Identomat's names for them are not known. These names are those of common APIs, frameworks and
 * databases (inferred). They count whatever their spelling (`hasMore`, `has_more`, `@odata.nextLink`),
 * beside the list and in the objects beside it.
 */

/** What a list, or what it is of, may be called. */
const THINGS =
	'(results?|match(es)?|records?|items?|elements?|entr(y|ies)|hits?|rows?|docs?|documents?|objects?|people|persons?|names?|activities|events?|steps?|queries|sessions?|shots?|videos?|images?|files?)';

/** One meaning of a field: the names it goes by, and whether its value says that something is missing. */
interface Sign {
	names: RegExp;
	isMissing: (value: unknown, length: number) => boolean;
	/** Whether it says nothing if a flag beside it says that the list is complete. */
	yieldsToFlags?: boolean;
	/** Whether it is a count, so that it has to be beside the list that it counts. */
	isCount?: boolean;
}

const named = (...names: string[]) => new RegExp(`^(x|odata)?(${names.join('|')})$`);

/** Says that there is more if it is true, */
const moreFlag: Sign = {
	names: named(
		`(has|is|are|get|there(is|are))?(any)?(more|next|further|additional)(${THINGS}|pages?|data|available|to(load|fetch|come))?`,
		`(is|was|${THINGS})?(truncated|partial|incomplete|timedout|capped|pending|overflow(ed)?)(${THINGS}|list|data)?`,
		'(limit|max)(was)?(reached|exceeded|hit)',
	),
	isMissing: isTrue,
};
/** or if it is false. */
const endFlag: Sign = {
	names: named(
		'(is|was)?(complete|completed|finished|done|exhausted|exhaustive|all|allreturned|whole)(list)?',
		`(is|at)?(the)?(last|final|end)(page|of(list|data|${THINGS}))?`,
		'isend',
	),
	isMissing: isFalse,
};
/** Points to the next page. */
const nextPointer: Sign = {
	names: named(
		`next(page|pages|link|links|url|uri|href|path|cursor|token|pagetoken|pageurl|pageuri|pagelink|pagecursor|pagenumber|key|id|marker|offset|start|startindex|index|batch|set|chunk|range|from|skip|after|position|record|request|${THINGS})?`,
		'(more|further)(url|uri|link)',
		'lastevaluatedkey',
		'continuation(token|url|uri|link|key|cursor|id)?',
		'(skip|resume|page|paging|pagination|scroll)(token|cursor|id|key)',
		'(search|start)after',
	),
	isMissing: (value) => !isNone(value),
};
/** Says where the page ends, which some APIs do for the last page as well. */
const cursor: Sign = {
	names: named('(end)?cursor', 'after', 'marker', 'bookmark'),
	isMissing: (value) => !isObject(value) && !isNone(value),
	yieldsToFlags: true,
};
/** Counts all elements. */
const count: Sign = {
	names: named(
		`(grand|overall|full|exact|estimated|result|list)?(total|count)(s|count|number|size|length|found|available|matched|returned)?`,
		`(total|overall|all|full)(number|count)?(of)?${THINGS}(count|found|available)?`,
		`(filtered|unfiltered)?${THINGS}(count|total|number|found|filtered|available|returned|length)?`,
		`(number|numbers|num|no|nr|nb|count)(of)?(all|total)?${THINGS}`,
		'(num|number)?(found|returned|available|matched)(count)?',
		'length',
		'size',
	),
	isMissing: (value, length) => numberIn(value) >= 0 && numberIn(value) !== length,
	isCount: true,
};
/** Counts pages. */
const pageCount: Sign = {
	names: named(
		'(total|num|number|numberof|no|noof|nb|nbof|count|countof|max|all)?pages?(count|total|number)?',
		'(last|max|final)page(number|no|index)?',
	),
	isMissing: (value) => numberIn(value) > 1,
};
/** Says that the list does not begin at the beginning. */
const position: Sign = {
	names: named(
		'(current|this|active)?page(no|num|number|index)?',
		'(start|first|from)(at|from|index|record|row|item|result|position)?',
	),
	isMissing: (value) => numberIn(value) > 1,
};
const skipped: Sign = {
	names: named('(current|page|start|row|result)?(offset|skip|skipped)'),
	isMissing: (value) => numberIn(value) > 0,
};
/** Counts the missing elements. */
const remainder: Sign = {
	names: named(
		`(num|number|count)?(of)?(remaining|left|omitted|dropped|more|unshown|notshown|notreturned)(${THINGS}|count|pages)?`,
		`${THINGS}(remaining|left|omitted|dropped)`,
	),
	isMissing: (value) => numberIn(value) > 0,
};
/** Says which part of how many it is: `items 0-9/250`. */
const range: Sign = {
	names: named('(content|item|items|result|results|page)?range'),
	isMissing: (value, length) => {
		const total = /\/\s*(\d+)\s*$/.exec(shortText(value))?.[1];
		return total !== undefined && Number(total) !== length;
	},
};
/** Links to other pages: `<https://…>; rel="next"`, `[{"rel": "next", …}]`. */
const links: Sign = {
	names: named('links?'),
	isMissing: (value) => {
		const all = Array.isArray(value) ? value.slice(0, 100) : [value];
		return all.some((link) => /\brel"?\s*[=:]\s*"?'?next\b/i.test(longText(link)));
	},
};
const SIGNS = [
	moreFlag,
	endFlag,
	nextPointer,
	cursor,
	count,
	pageCount,
	position,
	skipped,
	remainder,
	range,
	links,
];

/** Objects that describe the list. A count in another object may count something else. */
const ABOUT_THE_LIST =
	/^(meta|metadata|pagination|paginationinfo|paging|pager|pageinfo|pages?|cursors?|links?|navigation|nav|summary|info|stats|statistics|totals?|counts?|resultset|resultinfo|responsemetadata|responseheader|header|headers|envelope|response|hits)$/;
const MAX_NESTING = 3;
const MAX_NAME_LENGTH = 60;
const MAX_TEXT_LENGTH = 300;

/** A name without its spelling: `_links`, `@odata.nextLink`, `X-Total-Count`. */
function plainName(name: string): string {
	return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

/**
 * Looks for a sign beside a list that the list is incomplete.
 * @param fields of the object that contains the list, without the list itself
 * @param length how many elements the list has
 */
export function signOfMissing(fields: JsonObject, length: number): Failure | undefined {
	const sign = findSign(fields, { length, isAboutList: true, isAll: false, level: 1 });
	return sign && incomplete(sign);
}

function incomplete([name, value]: [name: string, value: unknown]): Failure {
	const text = messageText(value) ?? String(value);
	return responseFailures.incompleteList(`${name}: ${text.slice(0, 100)}`);
}

/** A place in the response where signs are looked for. */
interface Place {
	length: number;
	/** Whether a count here counts the list. */
	isAboutList: boolean;
	/** Whether a flag around it says that the list is complete. */
	isAll: boolean;
	level: number;
}

function findSign(fields: JsonObject, place: Place): [string, unknown] | undefined {
	const { length, isAboutList, level } = place;
	const entries = Object.entries(fields).map(([name, value]) => ({
		name,
		plain: plainName(name.slice(0, MAX_NAME_LENGTH)),
		value,
	}));
	const isAll = place.isAll || entries.some(({ plain, value }) => saysThatThisIsAll(plain, value));
	const isCounted = entries.some(
		({ plain, value }) => isTotal(plain) && numberIn(value) === length,
	);
	const counts = (name: string, { names, yieldsToFlags, isCount }: Sign) =>
		names.test(name) &&
		!(yieldsToFlags && isAll) &&
		!(isCount && (!isAboutList || (isCounted && name === 'size')));
	for (const { name, plain, value } of entries) {
		const isSign = SIGNS.some((sign) => counts(plain, sign) && sign.isMissing(value, length));
		if (isSign || isPartInWords(value)) return [name, value];
		if (!isObject(value) || level >= MAX_NESTING) continue;
		const isAboutIt = isAboutList && ABOUT_THE_LIST.test(plain);
		const inner = findSign(value, { length, isAll, isAboutList: isAboutIt, level: level + 1 });
		if (inner) return [`${name}.${inner[0]}`, inner[1]];
	}
	return undefined;
}

function saysThatThisIsAll(name: string, value: unknown): boolean {
	return (
		(moreFlag.names.test(name) && isFalse(value)) || (endFlag.names.test(name) && isTrue(value))
	);
}

/** The name of a total. Beside a total, `size` is the size of a page. */
function isTotal(name: string): boolean {
	return name.startsWith('total') && count.names.test(name);
}

/** `Showing 10 of 250`, `page 1 of 3`. */
function isPartInWords(value: unknown): boolean {
	const [, part, whole] =
		/(\d+)\s+(?:out\s+)?of\s+(?:about\s+)?(\d+)/i.exec(shortText(value)) ?? [];
	return Number(part) < Number(whole);
}

function shortText(value: unknown): string {
	return typeof value === 'string' ? value.slice(0, MAX_TEXT_LENGTH) : '';
}

function longText(value: unknown): string {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return (text ?? '').slice(0, 10 * MAX_TEXT_LENGTH);
}

/** A number, also as a text or as `{"value": …}`; NaN for everything else. */
function numberIn(value: unknown): number {
	if (typeof value === 'number') return value;
	if (isObject(value)) return numberIn(value.value ?? NaN);
	return /^\s*\d{1,15}\+?\s*$/.test(shortText(value)) ? parseInt(String(value), 10) : NaN;
}

function isTrue(value: unknown): boolean {
	return value === true || value === 1 || /^(true|yes|1)$/i.test(shortText(value).trim());
}

function isFalse(value: unknown): boolean {
	return value === false || value === 0 || /^(false|no|0)$/i.test(shortText(value).trim());
}

/** A pointer that leads nowhere. */
function isNone(value: unknown): boolean {
	if (isEmpty(value) || value === false || value === 0 || value === -1) return true;
	return /^(0|-1|false|null|none|undefined)$/i.test(shortText(value).trim());
}
