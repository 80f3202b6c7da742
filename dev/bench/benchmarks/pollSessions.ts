import { setTimeout as wait } from 'node:timers/promises';
import { fetch } from 'undici';

import { startReceiver, type Receiver } from '../../n8n/receiver';
import { startedBy, withCredential } from '../../n8n/workflowDocument';
import type { Bench } from '../bench';
import { measureAlternately } from '../measure';
import type { Report } from '../report';
import { getResultsWithUndici } from '../undici';

const SESSIONS = 2000;
const LATENCY_MS = 50;
/** How many requests the trigger has in flight at most. */
const MAX_CONCURRENCY = 50;
/** Longer than a poll lasts, even one that ends before all sessions are checked. */
const POLL_LIMIT_MS = 25_000;
/** So that only its publication starts a poll. */
const YEARLY = { mode: 'custom', cronExpression: '0 0 0 1 1 *' };

/**
 * One poll of the trigger over open sessions and one that is finished, so that its end can
 * be seen. n8n polls as soon as a workflow is published. The API takes the time, from the first request
 * to the last answer, since n8n writes nothing down of how long a poll took.
 */
export async function pollTime(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const sessionIds = await api.prepare({
		sessions: SESSIONS,
		init: { state: 'open' },
		latencyMs: [LATENCY_MS, LATENCY_MS],
	});
	const finished = sessionIds.at(-1) ?? '';
	await fetch(`${api.addresses.widgetUrl}/sandbox/sessions/${finished}/finish`, { method: 'POST' });
	const receiver = await startReceiver();
	const seconds = async (work: () => Promise<void>) => ({
		value: (await api.trafficOf(work, SESSIONS)).seconds,
	});

	const poll = async () => await pollOnce(bench, sessionIds, receiver, finished);
	const raw = async () =>
		await getResultsWithUndici(api.addresses, { sessionIds, concurrency: MAX_CONCURRENCY });
	const contenders = [
		{
			name: 'The trigger',
			unit: 's',
			measure: async () => await seconds(poll),
		},
		{
			name: `undici, ${MAX_CONCURRENCY} at a time`,
			unit: 's',
			measure: async () => await seconds(raw),
		},
	];
	try {
		const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 1 });
		const title = `One poll over ${SESSIONS.toLocaleString('en')} due sessions, at ${LATENCY_MS} ms each`;
		return { title, subject: 'The trigger', rows };
	} finally {
		await receiver.close();
	}
}

/** Publishes a new workflow, which has checked no session yet, until it emits `finished`, the last. */
async function pollOnce(
	{ rest, credential }: Bench,
	sessionIds: string[],
	receiver: Receiver,
	finished: string,
): Promise<void> {
	const workflow = watching(sessionIds, receiver.url);
	const id = await rest.importWorkflow(withCredential(workflow, credential));
	receiver.arrivals.length = 0;
	await rest.publish(id);
	const emitted = receiver.arrival('sessionId', finished);
	await Promise.race([emitted, wait(POLL_LIMIT_MS, undefined, { ref: false })]);
	await rest.unpublish(id);
}

function watching(sessionIds: string[], receiverUrl: string) {
	const trigger = {
		name: 'Identomat Trigger',
		type: 'n8n-nodes-identomat.identomatTrigger',
		parameters: {
			pollTimes: { item: [YEARLY] },
			event: 'sessionFinished',
			source: 'list',
			sessionIds: sessionIds.join('\n'),
		},
	};
	const send = {
		name: 'Send',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url: receiverUrl,
			sendBody: true,
			bodyParameters: {
				parameters: [{ name: 'sessionId', value: '={{ $json.sessionId }}' }],
			},
		},
	};
	return startedBy(trigger, 'Benchmark of a poll', [send]);
}
