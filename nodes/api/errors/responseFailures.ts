import type { Failure } from './failure';

/**
 * What is wrong with a response that is not what its endpoint promises, or with a received file. These
 * texts hold nothing of the response. Its own words go into `apiMessage`.
 */

const invalid = (message: string, more: Partial<Failure> = {}): Failure => ({
	kind: 'invalidResponse',
	message,
	...more,
});

const types = (wanted: readonly string[]) => wanted.join(' or ');

export const responseFailures = {
	empty: () => invalid('Identomat returned an empty response'),
	webPage: (title: string) =>
		invalid('Identomat returned a web page instead of data', { apiMessage: title || undefined }),
	damagedJson: () => invalid('Identomat returned incomplete or damaged JSON'),
	tooDeepJson: () => invalid('Identomat returned JSON that is nested too deeply'),
	tooLarge: (maxMegabytes: number) =>
		invalid(`The response is larger than ${maxMegabytes} MB`, { mayHaveSucceeded: true }),
	fileInsteadOfData: (mimeType: string) =>
		invalid(`Identomat returned a file (${mimeType}) instead of data`),
	noFile: () => invalid('Identomat returned no file'),
	otherKind: () => invalid('Identomat returned another kind of response than expected'),
	partial: () => invalid('Identomat returned only a part of the data'),
	emptyElement: () => invalid('Identomat returned a list with an empty or unknown entry'),
	/** @param doubt what in the response contradicts the list */
	incompleteList: (doubt: string) =>
		invalid('Incomplete list from Identomat', {
			apiMessage: doubt,
			advice:
				'This node takes a list only if it is complete. Narrow down the request, or ask Identomat for a complete list.',
		}),
	noSimilarity: () => invalid('Identomat returned no similarity between 0 and 1'),
	fileOfOtherType: (mimeType: string, wanted: readonly string[]) =>
		invalid(`Identomat returned a file of type ${mimeType} instead of ${types(wanted)}`),
	/** A file that begins as another kind than the server declares. */
	mislabeledFile: (declaredType: string, mimeType: string) =>
		invalid('Identomat returned a file of another type than declared', {
			advice: `Declared is ${declaredType || 'no type'}, the file is ${mimeType}. Do not trust it, and ask Identomat.`,
		}),
	redirect: (status: number) =>
		invalid(`Identomat returned a redirect (status ${status}), which is not followed`),
	/** An error status without a word from Identomat. A web page comes from a server on the way. */
	status: (status: number, page?: { title: string }): Failure => ({
		kind: page ? 'invalidResponse' : 'refused',
		message: `Identomat returned status ${status}`,
		apiMessage: page?.title || undefined,
	}),
	unreadable: (status: number) =>
		invalid('Identomat returned a response that cannot be read', {
			status,
			mayHaveSucceeded: true,
		}),
	/** An empty body that a broken connection may have cut off. */
	maybeCutOff: (status: number) =>
		invalid('Identomat returned an empty response without its length', {
			status,
			mayHaveSucceeded: true,
		}),
};

const CHECK_SECRET_KEY =
	"Check 'Secret Key' in the credential. If it is right, do not trust this response, and ask Identomat.";

export const signatureFailures = {
	missing: (): Failure => invalid('The response has no signature', { advice: CHECK_SECRET_KEY }),
	wrong: (): Failure =>
		invalid('The response has an invalid signature', { advice: CHECK_SECRET_KEY }),
};

const LINK_EXPIRED =
	'Run the node again: the link may have expired. If this happens again, check that this n8n can connect to that server.';

export const fileFailures = {
	/** A file without a known length that does not end as its type does. */
	maybeCutOff: (): Failure =>
		invalid('The file may be incomplete', {
			advice:
				'The server did not announce its size, and the file has no proper ending. Run the node again.',
		}),
	holdsSecret: (): Failure =>
		invalid('The file contains a key of the credential and was discarded', {
			advice: 'Run the node again. If this happens again, ask Identomat.',
		}),
	addressHoldsSecret: (): Failure =>
		invalid('The address of the file contains a key of the credential', {
			advice: 'Run the node again. If this happens again, ask Identomat.',
		}),
	/** @param host of a file that a response points to */
	notDownloaded: (host: string, status: number): Failure =>
		invalid(`Could not download the file: ${host} returned ${status}`, {
			status,
			advice: LINK_EXPIRED,
		}),
	notAFile: (host: string): Failure =>
		invalid(`Could not download the file: ${host} returned no file`, { advice: LINK_EXPIRED }),
	tooManyRedirects: (host: string): Failure =>
		invalid(`Could not download the file: ${host} redirects too often`, { advice: LINK_EXPIRED }),
	onAnotherServer: (host: string): Failure =>
		invalid(`The file is on another server: ${host}`, {
			advice: "To download it from there, turn on 'Download Files' in the options.",
		}),
	notSecure: (origin: string): Failure =>
		invalid(`The address of the file is not secure: ${origin}`, {
			advice: 'Ask Identomat for addresses that begin with https.',
		}),
	otherType: (host: string, mimeType: string, wanted: readonly string[]): Failure =>
		invalid(`Could not download the file: ${host} returned ${mimeType}`, {
			advice: `Expected ${types(wanted)}. ${LINK_EXPIRED}`,
		}),
	linkExpired: (failure: Failure): Failure => ({
		...failure,
		advice: failure.advice ?? LINK_EXPIRED,
	}),
};
