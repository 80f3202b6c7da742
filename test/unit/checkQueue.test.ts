import fc from 'fast-check';

import type { Failure, Result } from '../../nodes/api/errors/failure';
import { CheckQueue, workThrough } from '../../nodes/IdentomatTrigger/checkQueue';
import { MINUTE, START } from './watchSimulation';

const good: Result<unknown> = { ok: true, data: {} };
const failure = (status: number): Failure => ({ kind: 'refused', status, message: 'no' });

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Which sessions a poll checks, in order, if only `isGood` get a good response. */
async function check(ids: string[], now: number, isGood: (id: string) => boolean, status = 401) {
	const checked: string[] = [];
	const queue = new CheckQueue(ids, now);
	await workThrough(queue, 50, async (id) => {
		checked.push(id);
		await Promise.resolve();
		queue.record(isGood(id) ? good : { ok: false, failure: failure(status) }, performance.now());
		return isGood(id);
	});
	return checked;
}

it('takes the sessions in their order while they get good responses', async () => {
	expect(await check(idsOf(200), START, () => true)).toEqual(idsOf(200));
});

it('checks every session once, however many fail', async () => {
	const isGood = (id: string) => Number(id) % 3 === 0;
	expect((await check(idsOf(200), START, isGood)).sort()).toEqual(idsOf(200).sort());
	const all = await check(idsOf(200), START, () => false, 500);
	expect(all.sort()).toEqual(idsOf(200).sort());
});

it('gives up after about twenty refusals of the account in a row', async () => {
	const checked = await check(idsOf(200), START, () => false);
	expect(checked.length).toBeGreaterThanOrEqual(20);
	expect(checked.length).toBeLessThanOrEqual(30);
});

it('gives up after five limits in a row, and counts requests in flight together once', () => {
	const queue = new CheckQueue(idsOf(200), START);
	const limited: Result<unknown> = { ok: false, failure: failure(429) };
	const startedTogether = performance.now();
	for (let request = 0; request < 10; request++) queue.record(limited, startedTogether);
	expect(queue.isOver).toBe(false);
	for (let later = 1; later <= 4; later++) queue.record(limited, Infinity);
	expect(queue.isOver).toBe(true);
});

it('reaches a good session among refused ones in time, though no poll remembers another', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 60, max: 300 }), fc.nat(), async (count, seed) => {
			const wanted = String(seed % count);
			let polls = 0;
			let isReached = false;
			while (!isReached && polls < count) {
				const now = START + (seed % 1000) * 7 + polls++ * MINUTE;
				isReached = (await check(idsOf(count), now, (id) => id === wanted)).includes(wanted);
			}
			expect(isReached).toBe(true);
		}),
		{ numRuns: 200, seed: 4 },
	);
});
