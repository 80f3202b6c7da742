import type { IPollFunctions } from 'n8n-workflow';

import { pollTime, timeoutBefore } from '../../nodes/IdentomatTrigger/pollTime';

const NOW = 123_456;

beforeEach(() => void jest.spyOn(performance, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

/** Milliseconds from now to the deadline of a poll with this budget. */
function timeWith(getPollBudgetMs?: () => number): number {
	return pollTime({ getPollBudgetMs } as IPollFunctions).deadline - NOW;
}

it.each([
	[36_000, 19_000],
	[300_000, 19_000],
	[20_000, 19_000],
	[8_000, 7_000],
	[-1, -1_000],
])('uses of a budget of %d ms %d ms for requests', (budget, expected) => {
	expect(timeWith(() => budget)).toBe(expected);
});

it('an n8n without a budget gets the longest poll that an activation accepts', () => {
	expect(timeWith()).toBe(19_000);
	expect(pollTime({} as IPollFunctions).deadline - NOW).toBe(19_000);
});

it('a server can be silent for half of the time left, and for at least a second', () => {
	expect(timeoutBefore(NOW + 19_000)).toBe(9.5);
	expect(timeoutBefore(NOW + 500)).toBe(1);
	expect(timeoutBefore(NOW - 500)).toBe(1);
});
