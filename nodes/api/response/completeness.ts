import type { Failure } from '../errors/failure';
import { messageText } from './envelope';
import { responseFailures } from '../errors/responseFailures';
import { isObject } from '../results/values';
import {
	isPartInWords,
	isTotal,
	numberIn,
	saysThatThisIsAll,
	SIGNS,
	type Sign,
} from './completenessSigns';
import type { JsonObject } from './json';

/**
 * Looks for signs in a response that its list is incomplete. "Nobody found" has to be certain, so a doubt is
 * enough. Names count whatever their spelling (`hasMore`, `has_more`, `@odata.nextLink`), beside the list and
 * in the objects beside it.
 */

/** Objects that describe the list. A count in another object may count something else. */
const ABOUT_THE_LIST =
	/^(meta|metadata|pagination|paginationinfo|paging|paginator|paginated|pageable|pager|pageinfo|pages?|listmeta|search(info|meta|result)?|cursors?|links?|navigation|nav|summary|info|stats|statistics|totals?|counts?|resultset|resultinfo|responsemetadata|responseheader|header|headers|envelope|response|hits)$/;
const MAX_NESTING = 4;
const MAX_NAME_LENGTH = 60;

/** A name without its spelling: `_links`, `@odata.nextLink`, `X-Total-Count`, `hydra:totalItems`. */
function plainName(name: string): string {
	return name
		.slice(0, MAX_NAME_LENGTH)
		.toLowerCase()
		.replace(/^\w*:/, '')
		.replace(/[^a-z\d]/g, '');
}

/** A header can hold an object as a text. */
function partOf(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\{[^]{1,1000}\}$/.test(value)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
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
		plain: plainName(name),
		value: partOf(value),
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
