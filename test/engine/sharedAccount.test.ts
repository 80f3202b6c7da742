import { startSandbox } from '../../dev/sandbox';
import { sessionItems, setUpIdentomat } from './identomat/identomatFixture';

const fixture = setUpIdentomat();

const result = {
	resource: 'result',
	operation: 'get',
	sessionId: '={{ $json.sessionId }}',
};

/** Lets the account accept so many requests at a time, each of which takes a while. */
function limitTo(cap: number, latencyMs: number): void {
	const isTooMuch = () =>
		fixture.sandbox.audit.filter(({ answeredAt }) => answeredAt === null).length > cap;
	fixture.sandbox.fault('*', { status: 429, matches: isTooMuch });
	fixture.sandbox.fault('*', { latencyMs });
}

const refused = () => fixture.sandbox.audit.filter(({ status }) => status === 429);

/** A run of the node over so many sessions of its own. */
async function runOf(count: number) {
	const ids = Array.from({ length: count }, () => fixture.sandbox.addSession());
	return await fixture.run(result, { items: sessionItems(...ids) });
}

it('200 runs of one item share an account that accepts 8 at a time, and none fails', async () => {
	limitTo(8, 60);
	const runs = await Promise.all(Array.from({ length: 200 }, async () => await runOf(1)));
	expect(runs.filter(({ status }) => status !== 'success')).toEqual([]);
	expect(runs.flatMap(({ items }) => items)).toHaveLength(200);
	expect(refused().length).toBeGreaterThan(0);
	expect(refused().length).toBeLessThanOrEqual(fixture.sandbox.audit.length / 10);
}, 60_000);

it('a second run starts with the limit that the first one found', async () => {
	limitTo(8, 30);
	await runOf(150);
	const before = fixture.sandbox.audit.length;
	const refusedBefore = refused().length;
	const { items } = await runOf(30);
	expect(items).toHaveLength(30);
	expect(refusedBefore).toBeGreaterThan(0);
	expect(refused().length - refusedBefore).toBeLessThanOrEqual(1);
	const [first] = fixture.sandbox.audit.slice(before);
	const together = fixture.sandbox.audit
		.slice(before)
		.filter(({ at }) => at < Number(first?.answeredAt));
	expect(together.length).toBeGreaterThan(5);
}, 30_000);

it('requests that a person waits for go before the items of a batch', async () => {
	limitTo(2, 60);
	const batch = runOf(40);
	const { audit } = fixture.sandbox;
	while (audit.length < 20) await new Promise((resolve) => setImmediate(resolve));
	const before = audit.length;
	await fixture.run({ resource: 'session', operation: 'create', configId: 'any' });
	const position = audit.slice(before).findIndex(({ path }) => path === 'begin/');
	expect(position).toBeGreaterThanOrEqual(0);
	expect(position).toBeLessThanOrEqual(2);
	expect((await batch).items).toHaveLength(40);
}, 30_000);

it('a limit of one account does not delay another account', async () => {
	const other = await startSandbox();
	try {
		fixture.sandbox.fault('result/', { status: 429, headers: { 'retry-after': '2' }, times: 1 });
		const held = runOf(1);
		while (refused().length === 0) await new Promise((resolve) => setImmediate(resolve));
		const { widgetUrl, externalApiUrl } = other;
		await fixture.run(result, {
			items: sessionItems(other.addSession()),
			credential: { widgetUrl, externalApiUrl },
		});
		expect(fixture.sandbox.audit).toHaveLength(1);
		expect(other.audit).toHaveLength(1);
		expect((await held).items).toHaveLength(1);
	} finally {
		await other.close();
	}
});
