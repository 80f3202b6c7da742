import { isObject } from '../results/values';
import { holdsNothing } from './json';

/**
 * The signs that a list is incomplete: what fields may be called, and which values say so. Identomat's names
 * for them are not known. These are those of common APIs, frameworks and databases (inferred), in lower
 * case, without `-` and `_`.
 */

/** What a list, or what it is of, may be called. */
const THINGS =
	'((potential|possible)?(results?|match(es)?|hits?)|records?|(item|element|entry|object)s?|entr(y|ies)|entit(y|ies)|rows?|docs?|documents?|people|persons?|profiles?|subjects?|candidates?|alerts?|names?|activities|events?|steps?|queries|sessions?|shots?|videos?|images?|files?)';
/** What is searched. */
const SOURCES = '(sources?|lists?|databases?|providers?|shards?|registries)';
/** What a long list may be divided into. */
const PARTS = '(pages?|chunks?|parts?|segments?|batch(es)?)';

/** One meaning of a field: the names it goes by, and whether its value says that something is missing. */
export interface Sign {
	names: RegExp;
	isMissing: (value: unknown, length: number) => boolean;
	/** Whether it says nothing if a flag beside it says that the list is complete. */
	yieldsToFlags?: boolean;
	/** Whether it is a number of something, so that it has to be beside the list. */
	isCount?: boolean;
}

const named = (...names: string[]) => new RegExp(`^(x|xms|odata)?(${names.join('|')})$`);

/** Says that there is more if it is true, */
const moreFlag: Sign = {
	names: named(
		`(has|is|are|get|load|show|there(is|are))?(any)?(more|next|further|additional)(${THINGS}|pages?|data|available|to(load|fetch|come))?`,
		`(is|was|${THINGS})?(truncated|partial|incomplete|timedout|capped|limited|clipped|sampled?|cut(off)?|pending|overflow(ed)?|inprogress|processing|running)(${THINGS}|list|data)?`,
		`(limit|max(imum)?)(${THINGS})?(was)?(reached|exceeded|hit)`,
		'(reached|exceeded|hit)(the)?(limit|max(imum)?)',
		'terminatedearly|early(terminated|termination)',
	),
	isMissing: isTrue,
};
/** or if it is false. */
const endFlag: Sign = {
	names: named(
		`(is|was|has)?(complete|completed|finished|done|ready|full|exhausted|exhaustive|whole|eof)(list)?`,
		`(is|has|are)?all(${THINGS})?(returned|included|loaded|fetched|shown|listed)?`,
		`(is|at)?(the)?(last|final|end)(page|of(list|data|${THINGS}))?`,
		'isend',
	),
	isMissing: isFalse,
};
/** Points to the next page. */
const nextPointer: Sign = {
	names: named(
		`next(\\w*(page|pages|link|links|url|uri|href|path|cursor|token|number|key|id|marker|offset|start|index|batch|set|chunk|range|from|skip|after|position|request|iterator|${THINGS}))?`,
		'(load|show|see|get|fetch)(more|further)(url|uri|link)?|(more|further)(url|uri|link)',
		'lastevaluatedkey',
		'continuation(token|url|uri|link|key|cursor|id)?',
		'continue(from|at|after|token|url)?',
		'(skip|resume|resumption|page|paging|pagination|scroll)(token|cursor|id|key)',
		'(search|start|starting)after',
		'(restart|resume)(key|at|from)',
	),
	isMissing: (value) => !isNone(value),
};
/** Says where the page ends, which some APIs do for the last page as well. */
const cursor: Sign = {
	names: named('(end|after)?cursor', 'after', 'marker', 'bookmark', 'iterator', 'last(key|id)'),
	isMissing: (value) => !isObject(value) && !isNone(value),
	yieldsToFlags: true,
};
/** Counts all elements. */
const count: Sign = {
	names: named(
		`(grand|overall|full|exact|estimated|result|list|array)?(total|count|cnt|quantity)(s|count|number|size|length|found|available|matched|returned|items)?`,
		`(total|overall|all|full)(number|count)?(of)?${THINGS}(count|found|available)?`,
		`(filtered|unfiltered)?${THINGS}(count|total|number|found|filtered|available|returned|length)?`,
		`(number|numbers|num|no|nr|nb|count)(of)?(all|total)?${THINGS}`,
		'(num|number)?(found|returned|available|matched)(count)?',
		'(list|array|result)?(length|size)',
	),
	isMissing: (value, length) => numberIn(value) >= 0 && numberIn(value) !== length,
	isCount: true,
};
/** Counts pages. */
const pageCount: Sign = {
	names: named(
		'(total|num|number|numberof|no|noof|nb|nbof|count|countof|max|all)?pages?(count|total|number)?',
		`(total|num|number|numberof|count|countof)${PARTS}|${PARTS}(count|total)|(chunk|part|segment)s|batches`,
		'(last|max|final)page(number|no|index)?',
	),
	isMissing: (value) => numberIn(value) > 1 || pagesIn(value) > 1,
};
/** Counts all pages, or all elements: `{"page": 1, "of": 3}`. */
const whole: Sign = {
	names: named('of|outof'),
	isMissing: (value, length) => numberIn(value) > 1 && numberIn(value) !== length,
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
		`(num|number|count)?(of)?(remaining|left|leftover|rest|omitted|dropped|hidden|suppressed|skipped|more|unshown|notshown|notreturned)(${THINGS}|count|pages)*`,
		`${THINGS}(remaining|left|omitted|dropped|hidden|skipped)`,
	),
	isMissing: (value) => numberIn(value) > 0,
	isCount: true,
};
/** Names or counts what was not searched. */
const unsearched: Sign = {
	names: named(
		`(failed|unavailable|unreachable|unsearched|incomplete|timedout|skipped|missing|pending)${SOURCES}(count)?`,
		`${SOURCES}(failed|unavailable|unreachable|notsearched|incomplete|timedout|skipped|missing|pending)(count)?`,
	),
	isMissing: (value) => !isNone(value),
};
/** Says how much of a search is done. */
const progress: Sign = {
	names: named('progress', 'percent(age)?(complete|completed|done)?', 'completeness', 'coverage'),
	isMissing: (value) => numberIn(value) < 100 && numberIn(value) !== 1,
	isCount: true,
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
		return all.some((link) => /\brel(ation)?"?\s*[=:]\s*"?'?[\w ]*\bnext\b/i.test(longText(link)));
	},
};
const IN_WORDS =
	/truncated|cut off|timed out|too many (results|matches|hits|records)|refine (your|the) search|first \d+ (results|matches|hits|records|entries|items|rows)|limited to (the first )?\d+|(incomplete|partial) (results?|list|data|response)|results? (is|are) (incomplete|partial|limited)/i;
/** Says it in words. */
const remark: Sign = {
	names: named('(message|msg|warning|notice|note|info|information|remark|hint|detail)s?'),
	isMissing: (value) =>
		[value].flat().some((text) => typeof text === 'string' && IN_WORDS.test(text.slice(0, 3000))),
};

export const SIGNS = [
	moreFlag,
	endFlag,
	nextPointer,
	cursor,
	count,
	pageCount,
	whole,
	position,
	skipped,
	remainder,
	unsearched,
	progress,
	range,
	links,
	remark,
];

const MAX_TEXT_LENGTH = 300;

/** Whether a field says that the list is complete. */
export function saysThatThisIsAll(name: string, value: unknown): boolean {
	return (
		(moreFlag.names.test(name) && isFalse(value)) || (endFlag.names.test(name) && isTrue(value))
	);
}

/** The name of a total. Beside a total, `size` is the size of a page. */
export function isTotal(name: string): boolean {
	return name.startsWith('total') && count.names.test(name);
}

/** `Showing 10 of 250`, `page 1 of 3`. */
export function isPartInWords(value: unknown): boolean {
	const [, part, whole] =
		/(\d+)\s+(?:out\s+)?of\s+(?:about\s+)?(\d+)/i.exec(shortText(value)) ?? [];
	return Number(part) < Number(whole);
}

/** The number of pages in `1/3`, or NaN. */
function pagesIn(value: unknown): number {
	return Number(/^\s*\d+\s*\/\s*(\d+)\s*$/.exec(shortText(value))?.[1]);
}

function shortText(value: unknown): string {
	return typeof value === 'string' ? value.slice(0, MAX_TEXT_LENGTH) : '';
}

function longText(value: unknown): string {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return (text ?? '').slice(0, 10 * MAX_TEXT_LENGTH);
}

const COUNT_IN_TEXT =
	/^\s*([>≥~]=?|over|about|more than|at least)?\s*(\d{1,3}([,.'\s]\d{3})+|\d{1,15})\s*(\+)?\s*$/i;

/**
 * A number, also as a text (`1,250`, `100+`) or as `{"value": …}`; NaN for everything else. A number that
 * is only a lower bound equals no other.
 */
export function numberIn(value: unknown): number {
	if (typeof value === 'number') return value;
	if (isObject(value)) {
		return numberIn(value.value ?? NaN) + (value.relation === 'gte' ? LOWER_BOUND : 0);
	}
	const [, before, digits, , plus] = COUNT_IN_TEXT.exec(shortText(value)) ?? [];
	if (digits === undefined) return NaN;
	return Number(digits.replace(/\D/g, '')) + ((before ?? plus) ? LOWER_BOUND : 0);
}

const LOWER_BOUND = 0.5;

function isTrue(value: unknown): boolean {
	return value === true || value === 1 || /^(true|yes|1)$/i.test(shortText(value).trim());
}

function isFalse(value: unknown): boolean {
	return value === false || value === 0 || /^(false|no|0)$/i.test(shortText(value).trim());
}

/** A pointer that leads nowhere. */
function isNone(value: unknown): boolean {
	if (holdsNothing(value) || value === false || value === 0 || value === -1) return true;
	return /^(0|-1|false|null|none|undefined)$/i.test(shortText(value).trim());
}
