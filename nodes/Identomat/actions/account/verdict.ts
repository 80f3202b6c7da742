import type { Inspection } from '../../../api/client';
import { endpoints, type ResponseKind, type Endpoint } from '../../../api/endpoints';
import type { Fact } from '../../../api/evidence';
import { complainsOfRequest, type Failure } from '../../../api/errors/failure';

/** How an endpoint's answer compares with what this package takes it to be. */
export type Verdict =
	| 'as expected'
	| 'other than expected'
	/** Identomat said no, which says nothing of names and shapes. */
	| 'refused'
	/** No answer, or one of a server that is out of order. */
	| 'failed'
	| 'not checked';

interface Judgement {
	verdict: Verdict;
	/** Null where there is nothing to explain. */
	message: string | null;
}

const CATALOGUE = 'nodes/api/endpoints.ts';

const inWords: Record<ResponseKind, string> = {
	sessionId: 'a session ID',
	result: 'an object with fields of a result',
	object: 'an object',
	list: 'a list',
	done: 'nothing, or a word that it is done',
	file: 'a file',
	files: 'files',
	similarity: 'a similarity score',
};

/** Judges what an endpoint answered. */
export function verdictOf(name: keyof typeof endpoints, { failure, body }: Inspection): Judgement {
	if (!failure) return { verdict: 'as expected', message: null };
	const endpoint: Endpoint = endpoints[name];
	if (isOutOfOrder(failure)) return { verdict: 'failed', message: failure.message };
	if (failure.kind === 'refused') return judgeRefusal(name, endpoint, failure);
	const message = `${failure.message}. Expected ${told(endpoint.response, inWords[endpoint.response.value])}, came ${body?.kind ?? 'nothing'}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

/** Where the API complains of the request, and a name in it is only inferred, that name is the suspect. */
function judgeRefusal(
	name: keyof typeof endpoints,
	{ fields }: Endpoint,
	failure: Failure,
): Judgement {
	const suspects = Object.values(fields).filter(({ evidence }) => evidence === 'inferred');
	if (suspects.length === 0 || !complainsOfRequest(failure)) {
		return { verdict: 'refused', message: failure.message };
	}
	const names = suspects.map((fact) => told(fact, `"${fact.value}"`)).join(', ');
	const message = `${failure.message}. Expected request fields: ${names}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

function isOutOfOrder({ kind, status = 0 }: Failure): boolean {
	return kind === 'unanswered' || kind === 'unsent' || status === 429 || status >= 500;
}

function told({ evidence }: Fact<unknown>, what: string): string {
	return `${what} (${evidence})`;
}

function whereToCorrect(name: string): string {
	return `To correct it: ${CATALOGUE}, ${name}`;
}
