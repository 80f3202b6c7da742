import { SessionTurns } from '../../nodes/IdentomatCallbackTrigger/sessionTurns';

it('lets the calls of one session in one after another', async () => {
	const turns = new SessionTurns();
	const order: string[] = [];
	const endFirst = await turns.acquire('a', 1000);
	const second = turns.acquire('a', 1000).then((end) => {
		order.push('second');
		end?.();
	});
	const third = turns.acquire('a', 1000).then(() => order.push('third'));
	await turns.acquire('b', 1000);
	order.push('first ends');
	endFirst?.();
	await Promise.all([second, third]);
	expect(order).toEqual(['first ends', 'second', 'third']);
});

it('gives up a place in line in time, and lets nobody pass the call before', async () => {
	const turns = new SessionTurns();
	const endFirst = await turns.acquire('a', 1000);
	expect(await turns.acquire('a', 1)).toBeUndefined();
	let isIn = false;
	const third = turns.acquire('a', 10_000).then((end) => {
		isIn = true;
		return end;
	});
	expect(await turns.acquire('a', 1)).toBeUndefined();
	expect(isIn).toBe(false);
	endFirst?.();
	expect(await third).toBeInstanceOf(Function);
});
