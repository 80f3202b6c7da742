import type { Inspection } from '../../../api/client';
import { endpoints, type ResponseKind, type Endpoint } from '../../../api/endpoints';
import type { Fact } from '../../../api/evidence';
import { classify, scopeOf, type FailureReason } from '../../../api/errors/classify';
import type { Failure } from '../../../api/errors/failure';
import { failureSummary } from '../../../api/errors/messages';

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
	if (isOutOfOrder(failure)) return { verdict: 'failed', message: failureSummary(failure) };
	if (failure.kind === 'refused') return judgeRefusal(name, endpoint, failure);
	const message = `${failureSummary(failure)}. Expected ${told(endpoint.response, inWords[endpoint.response.value])}, came ${body?.kind ?? 'nothing'}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

/** Where the API complains of the request, and a name in it is only inferred, that name is the suspect. */
function judgeRefusal(
	name: keyof typeof endpoints,
	{ fields }: Endpoint,
	failure: Failure,
): Judgement {
	const suspects = Object.values(fields).filter(({ evidence }) => evidence === 'inferred');
	const isOfParameters = ['invalidArgument', 'invalidParameters'].includes(classify(failure));
	if (suspects.length === 0 || !isOfParameters) {
		return { verdict: 'refused', message: failureSummary(failure) };
	}
	const names = suspects.map((fact) => told(fact, `"${fact.value}"`)).join(', ');
	const message = `${failureSummary(failure)}. Expected request fields: ${names}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

/** The reasons of a service that works, and answers something else than this package takes for its answer. */
const OF_ANOTHER_SHAPE: FailureReason[] = ['invalidResponse', 'wrongAddress'];

function isOutOfOrder(failure: Failure): boolean {
	const reason = classify(failure);
	if (reason === 'rateLimited') return true;
	return scopeOf(failure) === 'service' && !OF_ANOTHER_SHAPE.includes(reason);
}

function told({ evidence }: Fact<unknown>, what: string): string {
	return `${what} (${evidence})`;
}

function whereToCorrect(name: string): string {
	return `To correct it: ${CATALOGUE}, ${name}`;
}
