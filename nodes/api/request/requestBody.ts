import type { IDataObject } from 'n8n-workflow';

import type { Endpoint } from '../endpoint';
import { hosts } from '../endpoints';
import { namedByApi } from '../evidence';
import { isObject } from '../results/values';

/** A JPEG to upload. */
export interface UploadFile {
	bytes: Buffer;
	fileName: string;
	mimeType: string;
}

/** The content of one call, besides the company key that the credential adds. */
export interface ApiRequest<Fields extends string = string, Files extends string = string> {
	/** Values by our names. Undefined values are left out. */
	fields?: Partial<Record<Fields, unknown>>;
	files?: Partial<Record<Files, UploadFile>>;
	/** Fields by the API's names. They override `fields`, and an object is merged field by field. */
	extraFields?: IDataObject;
	/** How long the server may stay silent, in seconds. 60 by default. */
	timeoutSeconds?: number;
	/** Maximum number of retries, if a retry may help and does no harm. */
	maxRetries?: number;
	/** Whether it is too late to send it. Called when its turn has come. */
	isPastDeadline?: () => boolean;
}

/** The body of a request: an object for JSON or, if there are files, a form. */
export function requestBody(endpoint: Endpoint, request: ApiRequest): IDataObject | FormData {
	const named = namedByApi(endpoint.fields, request.fields ?? {}) as IDataObject;
	const fields = withExtraFields(named, withoutKeys(request.extraFields));
	return request.files ? formData(endpoint, fields, request.files) : fields;
}

/**
 * Fields with others that override them: an object such as the flags field by field, everything else as a
 * whole.
 */
function withExtraFields(fields: IDataObject, winning: IDataObject): IDataObject {
	const values = Object.entries(winning).map(([name, value]) => {
		const before = fields[name];
		return [name, isObject(before) && isObject(value) ? { ...before, ...value } : value];
	});
	return { ...fields, ...(Object.fromEntries(values) as IDataObject) };
}

/** The key comes from the credential alone, so neither host's name for it is anybody's field. */
function withoutKeys(fields: IDataObject = {}): IDataObject {
	const names: string[] = Object.values(hosts).map(({ keyField }) => keyField.value);
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Text parts come before the files: signed requests are read in that order. */
function formData(
	endpoint: Endpoint,
	fields: IDataObject,
	files: Partial<Record<string, UploadFile>>,
): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
	}
	for (const [name, file] of Object.entries(files)) {
		const field = endpoint.files[name];
		if (!field || !file) continue;
		const blob = new Blob([file.bytes as BlobPart], { type: file.mimeType });
		form.set(field.value, blob, file.fileName);
	}
	return form;
}
