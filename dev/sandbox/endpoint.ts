import { z } from 'zod';

import type { SizedStream } from './media';

/** What goes back to the client: status 100–599, one body, its MIME type. */
export interface ApiResponse {
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
	(values: Record<string, unknown>): ApiResponse | Promise<ApiResponse>;
	/** The names of the parameters it takes, besides the company key. */
	parameterNames: string[];
}

/** A failure with HTTP 200: `{"<code>": "<text>"}`, or without a text the code alone as a JSON string. */
export class ApiError extends Error {
	constructor(
		readonly code: string,
		readonly text?: string,
	) {
		super(text ?? code);
	}
}

/** A parameter with a wrong name or type; each host has its own code for it. */
export class InvalidParameters extends Error {}

export function json(value: unknown, status = 200): ApiResponse {
	const body = Buffer.from(JSON.stringify(value));
	return { status, contentType: 'application/json; charset=utf-8', body };
}

/** A failure that comes with status 200. */
export function errorResponse(code: string, text?: string): ApiResponse {
	return { ...json(text === undefined ? code : { [code]: text }), isFailure: true };
}

export function html(page: string, status = 200): ApiResponse {
	return { status, contentType: 'text/html; charset=utf-8', body: Buffer.from(page) };
}

export function file(body: Buffer | SizedStream, mimeType: string): ApiResponse {
	return { status: 200, contentType: mimeType, body };
}

/**
 * An endpoint that takes exactly the parameters of `shape`.
 * @throws InvalidParameters (when called) for a missing, unknown or wrongly typed parameter
 */
export function endpoint<Shape extends z.ZodRawShape>(
	shape: Shape,
	answer: (values: z.infer<z.ZodObject<Shape, 'strict'>>) => ApiResponse | Promise<ApiResponse>,
): Endpoint {
	const schema = z.object(shape).strict();
	const answerTo = async (values: Record<string, unknown>) => {
		const parsed = schema.safeParse(values);
		if (!parsed.success) throw new InvalidParameters(validationMessage(parsed.error));
		return await answer(parsed.data);
	};
	return Object.assign(answerTo, { parameterNames: Object.keys(shape) });
}

/** The problems of a failed parse in one line, such as `session_token: Required`. */
export function validationMessage(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
}
