import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { toNodeApiError, type ErrorContext } from '../api/errors/apiError';
import type { Result } from '../api/errors/failure';
import { isFinished, outcomeOf } from '../api/results/outcomes';
import { fetchResults, WATCHED } from './fetchResults';
import { itemOf, presenter } from './finishedSessions';
import { readSource } from './sessionSource';
import { ceilingOf } from './watchSettings';

/** How many sessions a test run asks at most, to find one that is finished. */
const SESSIONS_OF_A_TEST = 20;

const OF_A_TEST: ErrorContext = {
	...WATCHED,
	errorOverride: {
		advice:
			"Check the session ID. The published workflow goes on asking about such a session, after pauses of up to an hour; with 'Include Unavailable' it tells you when an hour has passed.",
	},
};

/**
 * A test run: one finished session, failing that an open one, null when the URL lists none; touches no state.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} in plain words what is missing, when there is nothing to show
 * @throws {NodeApiError} when no session can be asked
 */
export async function showOneSession(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const list = await readSource(context, client, deadline);
	if (list.ids.length === 0) {
		if (list.elementOf) return null;
		throw new UserError("'Session IDs' holds none yet", {
			description: 'Create a session, and enter its ID.',
		});
	}
	const ids = list.ids.slice(0, SESSIONS_OF_A_TEST);
	const pace = { ceiling: ceilingOf(context), deadline };
	const answers = [...(await fetchResults(client, ids, pace, (_, answer) => answer))];
	const answered = answers.filter(([, answer]) => answer.ok);
	const [sessionId, shown] = answered.find(([, answer]) => hasOutcome(answer)) ?? answered[0] ?? [];
	if (sessionId && shown && shown.ok) {
		return [itemOf(sessionId, presenter(context)(sessionId, shown.data), list)];
	}
	const [[, failed] = []] = answers;
	if (failed && !failed.ok) {
		throw toNodeApiError(context.getNode(), failed.failure, OF_A_TEST);
	}
	throw new UserError('No session answered in time');
}

function hasOutcome(answer: Result<IDataObject>): boolean {
	return answer.ok && isFinished(outcomeOf(answer.data.result));
}
