import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../api/results/values';
import { cleanText } from '../shared/parameters/texts';

/**
 * A value in JSON, and the element of the innermost list that contains it, or null if that element is not
 * an object.
 */
export interface Located {
	value: unknown;
	element: IDataObject | null;
}

/** A step of a path: every element of a list, or a key. Keys written without quotes may belong together. */
type PathStep = { every: true } | { key: string; isQuoted: boolean };

const STEP = /\[\s*["“”„](.*?)["“”]\s*\]|\[\s*['‘’](.*?)['‘’]\s*\]|\[\s*(\*|\d+)\s*\]|([^.[\]]+)/g;

/** The steps of a path such as `$.data[*].fields["Session ID"]`. */
function parsePath(path: string): PathStep[] {
	const text = cleanText(path).replace(/^\$(?=[.[]|$)/, '');
	return [...text.matchAll(STEP)].map(([, double, single, index, bare = '']): PathStep => {
		const quoted = double ?? single;
		if (quoted !== undefined) return { key: quoted, isQuoted: true };
		const key = index ?? bare.trim();
		return key === '*' ? { every: true } : { key, isQuoted: index !== undefined };
	});
}

/** The elements of a list. */
export function elementsOf(list: unknown[]): Located[] {
	return list.map((value) => ({ value, element: isObject(value) ? value : null }));
}

/** The keys that the next steps can mean: `a` and, unless quotes forbid it, `a.b`, `a.b.c`, … */
function keysIn(steps: PathStep[]): Array<{ key: string; rest: PathStep[] }> {
	const keys: Array<{ key: string; rest: PathStep[] }> = [];
	let key = '';
	for (const [index, step] of steps.entries()) {
		if ('every' in step || (index > 0 && step.isQuoted)) break;
		key = index === 0 ? step.key : `${key}.${step.key}`;
		keys.push({ key, rest: steps.slice(index + 1) });
		if (step.isQuoted) break;
	}
	return keys;
}

function valueBelow({ value, element }: Located, key: string): Located {
	const inner = (value as IDataObject)[key];
	if (!Array.isArray(value)) return { value: inner, element };
	return { value: inner, element: isObject(inner) ? inner : null };
}

function locate(from: Located, steps: PathStep[]): Located[] | undefined {
	const [step] = steps;
	if (!step) return [from];
	if ('every' in step) {
		if (!Array.isArray(from.value)) return undefined;
		const found = elementsOf(from.value).map((one) => locate(one, steps.slice(1)));
		return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
	}
	let missing: Located[] | undefined = locate({ ...from, value: undefined }, steps.slice(1));
	for (const { key, rest } of keysIn(steps)) {
		if (typeof from.value !== 'object' || from.value === null) break;
		if (!Object.hasOwn(from.value, key)) continue;
		const found = locate(valueBelow(from, key), rest);
		const isFound = found && (found.length === 0 || found.some(({ value }) => value !== undefined));
		if (isFound) return found;
		missing = found;
	}
	return missing;
}

/**
 * The values at a path of a JSON value: `a.b[*].c`, `["a.b"]`, `['x y']`, with or without `$` in front. A
 * key that holds a dot is found without quotes as well.
 * @returns undefined if there is no list at a place where the path requires one
 */
export function valuesAt(json: unknown, path: string): Located[] | undefined {
	return locate({ value: json, element: null }, parsePath(path));
}

/** The one value at a path such as `links.next`, or undefined if there is none. */
export function valueAt(json: unknown, path: string): unknown {
	return valuesAt(json, path)?.[0]?.value;
}

/** Whether a path leads nowhere: it is empty, or only `$`. */
export function isRoot(path: string): boolean {
	return parsePath(path).length === 0;
}
