import { STATUS_CODES } from 'node:http';

import { z } from 'zod';

import { html, json, errorResponse, type ApiResponse } from './endpoint';

const SHAPES = ['string', 'codeKey', 'codeField', 'empty', 'html', 'truncatedJson'] as const;

/** What a fault may hold; also what `POST /sandbox/faults` takes (but for `matches`). */
export const faultSchema = z
	.object({
		/** How many requests it hits; without it, all until the faults are cleared. */
		times: z.number().int().positive().optional(),
		/** How many requests it lets through first. */
		skip: z.number().int().nonnegative().optional(),
		/** Wait before the answer, whatever that is. */
		latencyMs: z.number().nonnegative().optional(),
		/** From 300 on the request is not carried out; below, its normal answer gets this status. */
		status: z.number().int().min(200).max(599).optional(),
		/** Sent instead of the normal answer: text, bytes, or an object as JSON. */
		body: z.custom<string | Buffer | object>(isBody).optional(),
		contentType: z.string().optional(),
		headers: z.record(z.string()).optional(),
		/** One of the API's error shapes, with status 200 unless `status` says otherwise. */
		shape: z.enum(SHAPES).optional(),
		/** The code in the shapes, 'argumentError' by default; without a shape: 'codeKey'. */
		code: z.string().optional(),
		/** Announces the whole answer's Content-Length, sends half and closes. */
		cutOff: z.boolean().optional(),
		/** Announces the whole answer, sends half and then nothing more. */
		stalls: z.boolean().optional(),
		/** Where the sandbox signs: the answer carries the signature of another key, or none. */
		signature: z.enum(['wrong', 'none']).optional(),
		/** Resets the connection; the request is not carried out. */
		reset: z.boolean().optional(),
		/** The text of a shape or of a status from 300 on holds the key that was sent. */
		echoKey: z.boolean().optional(),
		/** Hits only requests whose fields (without the key) pass. */
		matches: z.custom<(fields: Record<string, unknown>) => boolean>(isFunction).optional(),
	})
	.strict();

export type Fault = z.infer<typeof faultSchema>;

interface PlacedFault {
	endpoint: string;
	fault: Fault;
	/** Requests to its endpoint that passed `matches`. */
	seen: number;
}

/** The faults that are waiting for requests. */
export class Faults {
	private placed: PlacedFault[] = [];

	/** `endpoint`: a path of the API; a `*` at its end stands for any rest, so `*` hits everything. */
	add(endpoint: string, fault: Fault): void {
		this.placed.push({ endpoint, fault: faultSchema.parse(fault), seen: 0 });
	}

	clear(): void {
		this.placed = [];
	}

	/** The fault that hits this request, the oldest if several do; it is counted as used. */
	take(path: string, fields: Record<string, unknown>): Fault | undefined {
		return this.placed.find((candidate) => hits(candidate, path, fields))?.fault;
	}
}

function hits(placed: PlacedFault, path: string, fields: Record<string, unknown>): boolean {
	const { endpoint, fault } = placed;
	const { skip = 0, times = Infinity, matches } = fault;
	const isItsPath = endpoint.endsWith('*')
		? path.startsWith(endpoint.slice(0, -1))
		: path === endpoint;
	if (!isItsPath || (matches && !matches(fields))) return false;
	placed.seen += 1;
	return placed.seen > skip && placed.seen <= skip + times;
}

/** The answer to a request that `fault` hit; `normal` carries the request out. */
export async function faultyResponse(
	fault: Fault,
	sentKey: string,
	normal: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
	const answer = insteadOf(fault, sentKey) ?? (await normal());
	return {
		...answer,
		status: fault.status ?? answer.status,
		contentType: fault.contentType ?? answer.contentType,
		headers: { ...answer.headers, ...fault.headers },
	};
}

function insteadOf(fault: Fault, sentKey: string): ApiResponse | undefined {
	const { body, shape, code, status = 200 } = fault;
	const text = fault.echoKey ? `refused for the key ${sentKey}` : 'refused as ordered';
	if (body !== undefined) return bodyAnswer(body);
	if (shape || code) return shapeAnswer(fault, text);
	if (status >= 300) return json({ message: `${STATUS_CODES[status] ?? status}: ${text}` });
	return undefined;
}

function bodyAnswer(body: string | Buffer | object): ApiResponse {
	if (Buffer.isBuffer(body)) return { status: 200, contentType: 'application/octet-stream', body };
	if (typeof body !== 'string') return json(body);
	return { status: 200, contentType: 'text/plain; charset=utf-8', body: Buffer.from(body) };
}

function shapeAnswer(fault: Fault, text: string): ApiResponse {
	const { shape = 'codeKey', code = 'argumentError', echoKey } = fault;
	const answers: Record<(typeof SHAPES)[number], () => ApiResponse> = {
		string: () => json(echoKey ? `${code}: ${text}` : code),
		codeKey: () => errorResponse(code, text),
		codeField: () => json({ error: code, message: text }),
		empty: () => ({ ...json(''), body: Buffer.alloc(0) }),
		html: () => html(`<!doctype html><title>${code}</title><h1>${code}</h1><p>${text}</p>`),
		truncatedJson: () => ({
			...json(''),
			body: Buffer.from(`{"result":"approved","result_comment":"${text}","person":{"first_na`),
		}),
	};
	return { ...answers[shape](), isFailure: true };
}

function isBody(value: unknown): boolean {
	return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function isFunction(value: unknown): boolean {
	return typeof value === 'function';
}
