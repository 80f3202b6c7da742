import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE, setUpTrigger, watching } from './triggerFixture';

/** With durable cursors n8n keeps nothing of the static data of a poll that fails. */
const fixture = setUpTrigger();

/** Polls once a minute; what was emitted at which minute, and how many polls failed. */
async function pollFor(minutes: number, parameters: INodeParameters, stored: IDataObject = {}) {
	const emitted: Array<[minute: number, sessionId: unknown]> = [];
	let staticData = stored;
	let failed = 0;
	for (let minute = 0; minute < minutes; minute++) {
		const workflow = fixture.activate(parameters, structuredClone(staticData));
		await fixture.poll(parameters, { workflow }).then(
			(result) => {
				({ staticData } = result);
				for (const { json } of result.items ?? []) emitted.push([minute, json.sessionId]);
			},
			() => failed++,
		);
		fixture.advanceClock(MINUTE);
	}
	return { emitted, failed, staticData };
}

it.each([
	['status 403', { status: 403 }],
	['an unknown code', { shape: 'string' as const, code: 'maintenance' }],
	['a code about one session', { code: 'notFound' }],
	['status 500', { status: 500 }],
])(
	'a good session behind 60 sessions refused with %s is emitted',
	async (_, fault) => {
		const ids = fixture.approved(61);
		const good = ids.at(-1);
		fixture.faultFor(ids.slice(0, 60), fault);
		const { emitted } = await pollFor(10, watching(...ids));
		expect(emitted).toEqual([[expect.any(Number), good]]);
	},
	60_000,
);

it('a session that always fails does not fail every poll', async () => {
	const [poison = ''] = fixture.approved(1);
	fixture.faultFor([poison], { status: 500 });
	const { failed } = await pollFor(60, watching(poison));
	expect(failed).toBeGreaterThan(3);
	expect(failed).toBeLessThan(12);
});

it('an outage ends for every session within ten minutes', async () => {
	const ids = fixture.approved(5);
	fixture.sandbox.fault('result/', { status: 503 });
	const outage = await pollFor(60, watching(...ids));
	expect([outage.emitted, outage.failed < 15]).toEqual([[], true]);
	fixture.sandbox.clearFaults();
	const { emitted, failed } = await pollFor(11, watching(...ids), outage.staticData);
	expect(new Set(emitted.map(([, id]) => id))).toEqual(new Set(ids));
	expect([emitted.length, failed]).toEqual([5, 0]);
});
