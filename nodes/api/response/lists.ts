import type { ExpectedResponse } from '../endpoint';
import { isKnownCodeWord } from '../errors/codes';
import { failed, type Failure, type Result } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
import { isObject, normalize } from '../results/values';
import { signOfMissing } from './completeness';
import { isSuccessWord, messageText } from './envelope';
import { errorInElement, refused, signOfFailure } from './errorShapes';
import { holdsNothing, type JsonObject } from './json';
import { namesOf, type Recognizer } from './shapes';

/** A list as it is. */
export const plainList: Recognizer<unknown[]> = (body, expected) =>
	body.kind === 'json' && Array.isArray(body.value) ? checkedList(body.value, expected) : undefined;

/**
 * A list in an object, under exactly one of the names for lists, if nothing else in the object contradicts
 * it.
 */
export const wrappedList: Recognizer<unknown[]> = (body, expected) => {
	if (body.kind !== 'json' || !isObject(body.value) || signOfFailure(body.value)) return undefined;
	const wrapper = body.value;
	const known = namesOf(expected.wrappers);
	const values = Object.entries(wrapper)
		.filter(([name]) => known.includes(name))
		.map(([, value]) => value);
	const list = values.find((value) => Array.isArray(value));
	if (!list) return undefined;
	// Beside an empty list, another name for it without a list says that there may be more.
	const others = values.filter((value) => value !== list);
	if (others.some((value) => list.length === 0 || !holdsNothing(value))) return undefined;
	const failure = whyIncomplete(wrapper, list);
	return failure ? failed(failure) : checkedList(list, expected);
};

/** What in an object contradicts the list in it. */
export function whyIncomplete(wrapper: JsonObject, list: unknown[]): Failure | undefined {
	const doubt = doubtOf(wrapper, list.length);
	if (doubt) return responseFailures.incompleteList(doubt);
	const beside = Object.entries(wrapper).filter(([, value]) => value !== list);
	return signOfMissing(Object.fromEntries(beside), list.length);
}

/** The list in an object, under one of the names for lists. */
export function listIn(value: unknown, expected: ExpectedResponse): unknown[] | undefined {
	if (!isObject(value)) return undefined;
	const names = namesOf(expected.wrappers);
	const lists = Object.entries(value).filter(([name]) => names.includes(name));
	return lists.map(([, inner]) => inner).find((inner) => Array.isArray(inner));
}

/** A list whose every element is data. */
function checkedList(whole: unknown[], expected: ExpectedResponse): Result<unknown[]> {
	const { isLog = false, mayHaveGaps = false } = expected;
	const list = mayHaveGaps && whole.some(isObject) ? whole.filter((one) => !isGap(one)) : whole;
	for (const element of list) {
		const failure = isLog ? failureInLog(element) : failureInElement(element);
		if (failure) return failed(failure);
	}
	return { ok: true, data: list };
}

function isGap(element: unknown): boolean {
	return element === null || (typeof element === 'string' && !isKnownCodeWord(element));
}

function failureInElement(element: unknown): Failure | undefined {
	if (typeof element === 'string') return refused(messageText(element), undefined);
	if (!isObject(element) || holdsNothing(element)) return responseFailures.emptyElement();
	return errorInElement(element);
}

/** A log reports failures, too. Only a code in place of an entry is a failure of the call. */
function failureInLog(element: unknown): Failure | undefined {
	if (typeof element === 'string' && isKnownCodeWord(element)) return refused(element, undefined);
	if (isObject(element) && !('type' in element)) return failureInElement(element);
	return holdsNothing(element) ? responseFailures.emptyElement() : undefined;
}

const STATUSES = /^(status|state|code|statuscode)$/;
/** What a list, or what it is of, may be called. */
const LIST_TYPES = /^(list|array|collection|page|results?|search|matches|records|items)$/;
const REMARKS = /^(message|msg|warnings?|reason|details?)$/;
/** A remark that goes with an empty list. */
const NOTHING_FOUND = /^(no|none|nothing|0|zero|not found|empty)\b/i;

/**
 * What in an object contradicts the list in it: a status that is not good, or a remark beside an empty
 * list.
 */
function doubtOf(wrapper: JsonObject, length: number): string | undefined {
	for (const [name, value] of Object.entries(wrapper)) {
		const field = normalize(name);
		const text = messageText(value) ?? '';
		if (isSuccessWord(text)) continue;
		const isDoubtful =
			STATUSES.test(field) ||
			(length === 0 && field === 'type' && !LIST_TYPES.test(normalize(text))) ||
			(length === 0 && REMARKS.test(field) && !NOTHING_FOUND.test(text));
		if (isDoubtful) return `${name}: ${text}`;
	}
	return undefined;
}
