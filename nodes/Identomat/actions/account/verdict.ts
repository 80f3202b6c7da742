import type { Inspection } from '../../../api/client';
import type { ResponseKind, Endpoint } from '../../../api/endpoint';
import { endpoints } from '../../../api/endpoints';
import type { Fact } from '../../../api/evidence';
import { classify, scopeOf, type FailureReason } from '../../../api/errors/classify';
import type { Failure } from '../../../api/errors/failure';
import { failureSummary } from '../../../api/errors/messages';

/** How an endpoint's response compares with what this package expects. */
export type Verdict =
	| 'as expected'
	| 'other than expected'
	/** Identomat refused the request, which says nothing about names and shapes. */
	| 'refused'
	/** No response, or the response of a server that is out of service. */
	| 'failed'
	| 'not checked';

interface Judgement {
	verdict: Verdict;
	/** Null if there is nothing to explain. */
	message: string | null;
}

const CATALOG = 'nodes/api/endpoints.ts';

const inWords: Record<ResponseKind, string> = {
	sessionId: 'a session ID',
	result: 'an object with fields of a result',
	object: 'an object',
	list: 'a list',
	done: 'nothing, or a word for success',
	file: 'a file',
	files: 'files',
	similarity: 'a similarity score',
};

/** Judges the response of an endpoint. */
export function verdictOf(name: keyof typeof endpoints, { failure, body }: Inspection): Judgement {
	if (!failure) return { verdict: 'as expected', message: null };
	const endpoint: Endpoint = endpoints[name];
	if (isUnavailable(failure)) return { verdict: 'failed', message: failureSummary(failure) };
	if (failure.kind === 'refused') return judgeRefusal(name, endpoint, failure);
	const message = `${failureSummary(failure)}. Expected ${withEvidence(endpoint.response, inWords[endpoint.response.value])}, received ${body?.kind ?? 'nothing'}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

/** If the API refuses the request's parameters and a name in it is not from its reference, that name is the suspect. */
function judgeRefusal(
	name: keyof typeof endpoints,
	{ fields }: Endpoint,
	failure: Failure,
): Judgement {
	const suspects = Object.values(fields).filter(({ evidence }) => evidence !== 'reference');
	const isOfParameters = ['invalidArgument', 'invalidParameters'].includes(classify(failure));
	if (suspects.length === 0 || !isOfParameters) {
		return { verdict: 'refused', message: failureSummary(failure) };
	}
	const names = suspects.map((fact) => withEvidence(fact, `"${fact.value}"`)).join(', ');
	const message = `${failureSummary(failure)}. Expected request fields: ${names}. ${whereToCorrect(name)}`;
	return { verdict: 'other than expected', message };
}

/** The reasons of a service that works, but returns something else than this package expects. */
const OF_ANOTHER_SHAPE: FailureReason[] = ['invalidResponse', 'wrongAddress'];

function isUnavailable(failure: Failure): boolean {
	const reason = classify(failure);
	if (reason === 'rateLimited') return true;
	return scopeOf(failure) === 'service' && !OF_ANOTHER_SHAPE.includes(reason);
}

function withEvidence({ evidence }: Fact<unknown>, what: string): string {
	return `${what} (${evidence})`;
}

function whereToCorrect(name: string): string {
	return `To correct it: ${CATALOG}, ${name}`;
}
