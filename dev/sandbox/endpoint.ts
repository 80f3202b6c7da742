import { z } from 'zod';

import type { SizedStream } from './media';

/** What goes back to the client: status 100–599, one body, its MIME type. */
export interface Answer {
	status: number;
	contentType: string;
	headers?: Record<string, string>;
	body: Buffer | SizedStream;
	/** Whatever its status: it carries no data, and no signature. */
	isFailure?: boolean;
}

/** One endpoint of the API. */
export interface Endpoint {
	/** Answers one request: `values` holds the body's fields and its files, by name. */
	(values: Record<string, unknown>): Answer | Promise<Answer>;
	/** The names of the parameters it takes, besides the company key. */
	takes: string[];
}

/** A failure that the API tells as HTTP 200 with `{"<code>": "<text>"}`. */
export class ApiError extends Error {
	constructor(
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** A parameter with a wrong name or type; each host has its own code for it. */
export class RefusedParameters extends Error {}

export function json(value: unknown, status = 200): Answer {
	const body = Buffer.from(JSON.stringify(value));
	return { status, contentType: 'application/json; charset=utf-8', body };
}

/** A failure that comes with status 200. */
export function refusal(code: string, message: string): Answer {
	return { ...json({ [code]: message }), isFailure: true };
}

export function html(page: string, status = 200): Answer {
	return { status, contentType: 'text/html; charset=utf-8', body: Buffer.from(page) };
}

export function file(body: Buffer | SizedStream, mimeType: string): Answer {
	return { status: 200, contentType: mimeType, body };
}

/**
 * An endpoint that takes exactly the parameters of `shape`.
 * @throws RefusedParameters (when called) for a missing, unknown or wrongly typed parameter
 */
export function endpoint<Shape extends z.ZodRawShape>(
	shape: Shape,
	answer: (values: z.infer<z.ZodObject<Shape, 'strict'>>) => Answer | Promise<Answer>,
): Endpoint {
	const schema = z.object(shape).strict();
	const answerTo = async (values: Record<string, unknown>) => {
		const parsed = schema.safeParse(values);
		if (!parsed.success) throw new RefusedParameters(inWords(parsed.error));
		return await answer(parsed.data);
	};
	return Object.assign(answerTo, { takes: Object.keys(shape) });
}

/** The problems of a failed parse in one line, such as `session_token: Required`. */
export function inWords(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
}
