/**
 * Something that went wrong between this node and Identomat.
 * - `refused`: Identomat refused the request, with `code` if it returned one
 * - `invalidResponse`: a response that is not what the endpoint promises (a web page, a cut-off body, …)
 * - `noResponse`: the connection gave no response
 * - `notSent`: nothing was requested, because of a check of ours or because the run was over
 *
 * `classify(failure)` returns its reason.
 */
export interface Failure {
	kind: 'refused' | 'invalidResponse' | 'noResponse' | 'notSent';
	/** What happened, in our own words: it holds nothing of the request or the response, so it may be logged. */
	message: string;
	/** Identomat's own words, if it gave any. They can name a person. */
	apiMessage?: string;
	/** Identomat's code. After `noResponse`, the code of Node or axios. */
	code?: string;
	/** HTTP status, if there was a response. */
	status?: number;
	/** How long to wait according to the server, in milliseconds. */
	retryAfterMs?: number;
	/** What to do, if that is more specific than the advice for the reason. */
	advice?: string;
	/** Whether it was too late to send the request. */
	deadlineExceeded?: boolean;
	/** Whether the request may have been processed nevertheless. */
	mayHaveSucceeded?: boolean;
	/** Whether it came without a valid signature, although responses are signed: it may be forged. */
	isUnsigned?: boolean;
	/** Whether the response was good, but for its signature. */
	hasInvalidSignature?: boolean;
}

/** Data, or why it is missing. */
export type Result<T> = { ok: true; data: T } | { ok: false; failure: Failure };

export function failed(failure: Failure): { ok: false; failure: Failure } {
	return { ok: false, failure };
}

/** A failure as an error, for the middle of a body that is being stored, where nothing else can carry it. */
export class FailureError extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** What happened, in Identomat's own words if it gave any: for the user, never for the log. */
export function failureText({ kind, message, apiMessage }: Failure): string {
	return kind === 'refused' && apiMessage ? apiMessage : message;
}
