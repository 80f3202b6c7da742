import { SessionTurns } from '../../nodes/IdentomatCallbackTrigger/sessionTurns';

it('runs the callbacks of one session one after another', async () => {
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

it('gives up its turn at the timeout, and does not overtake the callback before', async () => {
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
