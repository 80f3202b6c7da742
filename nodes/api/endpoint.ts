import type { Fact } from './evidence';

/** How an endpoint is described. `endpoints.ts` has them all. */

/** The two hosts of the API. */
export type Host = 'widget' | 'external';

/** A kind of response. `response/readResponse.ts` defines how each is recognized, and what it is read into. */
export type ResponseKind =
	| 'sessionId'
	| 'result'
	| 'object'
	| 'list'
	| 'done'
	| 'file'
	| 'files'
	| 'similarity';

/** The response that an endpoint promises, and how its data is recognized. */
export interface ExpectedResponse<Kind extends ResponseKind = ResponseKind> extends Fact<Kind> {
	/** Fields of the object or of a list's elements: those that were seen or are likely. */
	readonly fields?: readonly Fact<string>[];
	/** Fields of an object that may contain the list. */
	readonly wrappers?: readonly Fact<string>[];
	/** Whether a list is a log of events or steps: their failures are data, and so is a plain text. */
	readonly isLog?: boolean;
	/** Whether nulls and texts that are not codes are skipped among a list's objects. */
	readonly mayHaveGaps?: boolean;
	/** What the MIME types of its files begin with. */
	readonly fileTypes?: readonly Fact<string>[];
}

/** One endpoint. `fields` and `files` map our names to the API's. With `files` the request is multipart. */
export interface Endpoint<
	Fields extends string = string,
	Files extends string = string,
	Kind extends ResponseKind = ResponseKind,
> {
	readonly host: Host;
	readonly path: Fact<string>;
	readonly fields: Readonly<Record<Fields, Fact<string>>>;
	readonly files: Readonly<Record<Files, Fact<string>>>;
	readonly response: ExpectedResponse<Kind>;
	/** Whether it only reads, so that a retry creates, deletes and costs nothing (inferred). */
	readonly readOnly: boolean;
}

/** An endpoint that creates, deletes or costs something. */
export function endpoint<
	const Kind extends ResponseKind,
	const Fields extends string = never,
	const Files extends string = never,
>(
	host: Host,
	path: Fact<string>,
	response: ExpectedResponse<Kind>,
	fields: Record<Fields, Fact<string>>,
	files = {} as Record<Files, Fact<string>>,
): Endpoint<Fields, Files, Kind> {
	return { host, path, response, fields, files, readOnly: false };
}

/** An endpoint that only reads. */
export function readEndpoint<
	Fields extends string,
	Files extends string,
	Kind extends ResponseKind,
>(...facts: Parameters<typeof endpoint<Kind, Fields, Files>>): Endpoint<Fields, Files, Kind> {
	return { ...endpoint<Kind, Fields, Files>(...facts), readOnly: true };
}
