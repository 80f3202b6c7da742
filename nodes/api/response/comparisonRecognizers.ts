import { comparisonFields } from '../endpoints';
import type { Result } from '../errors/failure';
import { errorIn, isObject, isSuccessWord, messageText } from './errorShapes';
import { unexpected, type Recognizer } from './recognizers';

/** Two faces compared: `similarity` from 0 to 1 (observed); `warning` is the code that came along, or null. */
export interface Comparison {
	similarity: number;
	warning: string | null;
}

/** A score alone. */
export const bareScore: Recognizer<Comparison> = (body) => {
	const score = body.is === 'json' ? body.value : undefined;
	return isNumber(score) ? checkedScore(score, null) : undefined;
};

/** A score in an object, where an error code beside it is a warning, not a failure. */
export const scoreInObject: Recognizer<Comparison> = (body) => {
	if (body.is !== 'json' || !isObject(body.value)) return undefined;
	const fields = body.value;
	const score = comparisonFields.score.value.map((name) => scoreOf(fields[name])).find(isNumber);
	if (score === undefined) return undefined;
	// A number among the warnings is no code of the API, but the status of the call.
	const others = Object.entries(fields).filter(
		([name, value]) => !isWarning(name) || scoreOf(value) !== undefined,
	);
	const failure = errorIn(Object.fromEntries(others));
	return failure ? { ok: false, failure } : checkedScore(score, warningIn(fields));
};

function isWarning(name: string): boolean {
	return (comparisonFields.warning.value as readonly string[]).includes(name);
}

/** The code that came along: a word, not the sentence beside it. */
function warningIn(fields: Record<string, unknown>): string | null {
	const said = comparisonFields.warning.value
		.map((name) => fields[name])
		.map((value) =>
			isObject(value) ? (messageText(value.code) ?? messageText(value)) : messageText(value),
		)
		.filter((text): text is string => text !== undefined && !isSuccessWord(text));
	return said.find((text) => !/\s/.test(text)) ?? said[0] ?? null;
}

/** A number, also as a text. */
function scoreOf(value: unknown): number | undefined {
	const isText = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value.slice(0, 40));
	return typeof value === 'number' || isText ? Number(value) : undefined;
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number';
}

/** A similarity is 0 to 1 (observed), or 0 to 100 (inferred); anything else is none. */
function checkedScore(similarity: number, warning: string | null): Result<Comparison> {
	if (similarity >= 0 && similarity <= 100) return { ok: true, data: { similarity, warning } };
	return unexpected(`Identomat answered with ${similarity}, which is no similarity`);
}
