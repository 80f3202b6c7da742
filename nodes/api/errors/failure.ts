/**
 * Something that went wrong between this node and Identomat.
 * - `refused`: Identomat said no; `code` is its word for it, if it gave one
 * - `invalidResponse`: a response that is not what the endpoint promises (a web page, a cut-off body, …)
 * - `noResponse`: the connection gave no response
 * - `notSent`: nothing was requested, because of a check of ours or because the run was over
 *
 * What it means is `classify(failure)`.
 */
export interface Failure {
	kind: 'refused' | 'invalidResponse' | 'noResponse' | 'notSent';
	/** What happened, in our own words: it holds nothing of the request or the response, so it may be logged. */
	message: string;
	/** Identomat's own words, if it gave any. They can name a person. */
	apiMessage?: string;
	/** Identomat's code; after `noResponse` the code of Node or axios. */
	code?: string;
	/** HTTP status, if there was a response. */
	status?: number;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
	/** What to do, if that is known better than the reason tells. */
	advice?: string;
	/** Whether it was too late to send the request. */
	deadlineExceeded?: boolean;
	/** Whether the request may have been processed all the same: nobody knows. */
	mayHaveSucceeded?: boolean;
	/** Whether it came without a valid signature, although responses are signed: it may be forged. */
	isUnsigned?: boolean;
	/** Whether the response was good, but for its signature. */
	hasInvalidSignature?: boolean;
}

/** Data, or why there is none. */
export type Result<T> = { ok: true; data: T } | { ok: false; failure: Failure };

export function failed(failure: Failure): { ok: false; failure: Failure } {
	return { ok: false, failure };
}

/** A failure where only an error can carry it: in the middle of a body that is on its way to storage. */
export class FailureError extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** What happened, in Identomat's own words if it gave any: for the user, never for the log. */
export function failureText({ kind, message, apiMessage }: Failure): string {
	return kind === 'refused' && apiMessage ? apiMessage : message;
}
