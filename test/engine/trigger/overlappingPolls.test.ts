import type { PollOptions, PollResult } from '../pollNode';
import {
	secondsAgo,
	answerJson,
	delayedResponse,
	MINUTE,
	rowsIn,
	runUserService,
	setUpTrigger,
	stateOf,
	emittedBy,
	type UserService,
} from './triggerFixture';
import { errorText } from '../errorText';

const fixture = setUpTrigger();
const source = runUserService();
/** An Identomat whose answers can be held back. */
const identomat = runUserService();

const approved = answerJson({ result: 'approved' });

const watching = () => ({ source: 'url', sourceUrl: source.url });

function pollOf(workflow: PollOptions['workflow']): Promise<PollResult> {
	const identomatApi = {
		companyKey: 'invented-key',
		widgetUrl: identomat.url,
		externalApiUrl: identomat.url,
	};
	return fixture.poll(watching(), { workflow, credentials: { identomatApi } });
}

/** One poll that waits for its first result while another one begins and ends. */
async function overlap(
	workflow: PollOptions['workflow'],
	slow: { ids: string[]; answer: UserService['answer'] },
	quick: { ids: string[]; answer: UserService['answer'] },
): Promise<[slow: PollResult, quick: PollResult]> {
	const { listener, arrived, release } = delayedResponse(slow.answer);
	source.answer = answerJson(slow.ids);
	identomat.answer = listener;
	const slowPoll = pollOf(workflow);
	await arrived;
	source.answer = answerJson(quick.ids);
	identomat.answer = quick.answer;
	const quickPoll = await pollOf(workflow);
	release();
	return [await slowPoll, quickPoll];
}

const ids = (result: PollResult) => rowsIn(result.staticData).map(([id]) => id);

it('one of two overlapping polls emits an outcome that both saw', async () => {
	const both = { ids: ['session-one', 'session-two'], answer: approved };
	const [slow, quick] = await overlap(fixture.activate(watching()), both, both);
	expect([emittedBy(slow), emittedBy(quick)]).toEqual([
		[],
		[
			['session-one', 'approved'],
			['session-two', 'approved'],
		],
	]);
	expect(identomat.requests).toHaveLength(4);
});

it.each(['in_progress', 'manual_check'])(
	'a decision is not undone by an older "%s" that comes later',
	async (result) => {
		const older = { ids: ['session-one'], answer: answerJson({ result }) };
		const newer = { ids: ['session-one'], answer: approved };
		const workflow = fixture.activate(watching());
		const [slow, quick] = await overlap(workflow, older, newer);
		expect([emittedBy(slow), emittedBy(quick)]).toEqual([[], [['session-one', 'approved']]]);
		expect(rowsIn(slow.staticData)).toMatchObject([
			['session-one', {}, {}, { outcome: 'approved' }],
		]);
	},
);

it('keeps what the other poll stored and emitted, so that it is not emitted again', async () => {
	const workflow = fixture.activate(watching());
	const older = { ids: ['session-one'], answer: answerJson({ result: 'in_progress' }) };
	const newer = { ids: ['session-one', 'session-two'], answer: approved };
	const [slow, quick] = await overlap(workflow, older, newer);
	expect(emittedBy(quick)).toEqual([
		['session-one', 'approved'],
		['session-two', 'approved'],
	]);
	expect(ids(slow)).toEqual(['session-one', 'session-two']);

	const next = await pollOf(workflow);
	expect(emittedBy(next)).toEqual([]);
});

it('emits a session that the other poll saw leave the source, and does not list it again', async () => {
	const workflow = fixture.activate(
		watching(),
		stateOf(['session-one', secondsAgo(MINUTE), secondsAgo(MINUTE)]),
	);
	const older = { ids: ['session-one'], answer: approved };
	const [slow] = await overlap(workflow, older, { ids: [], answer: approved });
	expect(emittedBy(slow)).toEqual([['session-one', 'approved']]);
	expect(rowsIn(slow.staticData)).toMatchObject([
		['session-one', {}, {}, { outcome: 'approved', left: expect.any(Number) }],
	]);
});

it('does not check sessions that the other poll emitted while the source was read', async () => {
	const workflow = fixture.activate(watching());
	const { listener, arrived, release } = delayedResponse(answerJson(['session-one']));
	identomat.answer = approved;
	source.answer = listener;
	const slowPoll = pollOf(workflow);
	await arrived;
	source.answer = answerJson(['session-one']);
	const quick = await pollOf(workflow);
	release();
	expect([emittedBy(await slowPoll), emittedBy(quick)]).toEqual([
		[],
		[['session-one', 'approved']],
	]);
	expect(identomat.requests).toHaveLength(1);
});

it('a poll that fails does not disturb the other', async () => {
	const workflow = fixture.activate(watching());
	const { listener, arrived, release } = delayedResponse(answerJson({ message: 'down' }, 500));
	source.answer = answerJson(['session-one']);
	identomat.answer = listener;
	const failing = pollOf(workflow).catch((error: Error) => errorText(error));
	await arrived;
	identomat.answer = approved;
	const quick = await pollOf(workflow);
	release();
	expect([emittedBy(quick), await failing]).toEqual([
		[['session-one', 'approved']],
		expect.stringContaining('Identomat said "down"'),
	]);
	expect(emittedBy(await pollOf(workflow))).toEqual([]);
});
