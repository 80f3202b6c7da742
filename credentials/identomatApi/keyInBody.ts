import { duplicateKeyError, unsupportedBodyError } from '../../nodes/api/errors/credentialErrors';
import {
	isFormStream,
	isPlainObject,
	isUrlEncoded,
	type FormStream,
	type RequestOptions,
	type Slot,
} from './requestDialects';

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A text body with the key put in: JSON, or form fields if the header says so. */
function textWithKey(text: string, isForm: boolean, keyField: string, key: string): string {
	if (isForm) {
		const form = new URLSearchParams(text);
		form.set(keyField, key);
		return form.toString();
	}
	const json = parsedJson(text);
	if (!isPlainObject(json)) throw unsupportedBodyError();
	return JSON.stringify({ ...json, [keyField]: key });
}

function without<Value>(fields: Iterable<[string, Value]>, name: string): Array<[string, Value]> {
	return [...fields].filter(([field]) => field !== name);
}

/** The form with the key as its first field: text parts come before files. */
function formWithKey(fields: FormData, keyField: string, key: string): FormData {
	const form = new FormData();
	form.set(keyField, key);
	for (const [name, value] of without(fields, keyField)) {
		if (typeof value === 'string') form.append(name, value);
		else form.append(name, value, value.name);
	}
	return form;
}

/** Adds the key to a form that can only be added to, so a field of its name must not be there yet. */
function formStreamWithKey(form: FormStream, keyField: string, key: string): FormStream {
	const parts = form._streams ?? [];
	const header = parts.findIndex((part) => String(part).includes(`name="${keyField}"`));
	if (header < 0) form.append(keyField, key);
	else if (parts[header + 1] !== key) throw duplicateKeyError(keyField);
	return form;
}

/**
 * A request's content with the company key put in, or replaced if it is already there.
 * @throws {UserError} if no key can be put into content of this kind
 */
export function contentWithKey(
	request: RequestOptions,
	slot: Slot,
	keyField: string,
	key: string,
): unknown {
	const content: unknown = request[slot];
	if (content === undefined || content === null || content === '') return { [keyField]: key };
	if (content instanceof FormData) return formWithKey(content, keyField, key);
	if (content instanceof URLSearchParams) {
		return new URLSearchParams([[keyField, key], ...without(content, keyField)]);
	}
	if (typeof content === 'string') {
		return textWithKey(content, isUrlEncoded(request, slot), keyField, key);
	}
	if (isFormStream(content)) return formStreamWithKey(content, keyField, key);
	if (!isPlainObject(content)) throw unsupportedBodyError();
	return Object.fromEntries([[keyField, key], ...without(Object.entries(content), keyField)]);
}
