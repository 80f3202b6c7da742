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
])('of a budget of %d ms, %d ms are for asking', (budget, expected) => {
	expect(timeWith(() => budget)).toBe(expected);
});

it('an n8n that knows no budget gets the longest poll that an activation may hold', () => {
	expect(timeWith()).toBe(19_000);
	expect(pollTime({} as IPollFunctions).deadline - NOW).toBe(19_000);
});

it('a server may stay silent for half of what is left, and for a second at least', () => {
	expect(timeoutBefore(NOW + 19_000)).toBe(9.5);
	expect(timeoutBefore(NOW + 500)).toBe(1);
	expect(timeoutBefore(NOW - 500)).toBe(1);
});
