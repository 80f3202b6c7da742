import { tagExecution } from '../../../nodes/Identomat/actions/item';
import { sessionItems, setUpIdentomat } from './identomatFixture';

const fixture = setUpIdentomat();

const get = { resource: 'result', operation: 'get' };

it('an execution is found by its sessions, up to five of them', async () => {
	const sessions = Array.from({ length: 7 }, () => fixture.sandbox.addSession());
	const items = sessionItems(...sessions, sessions[0] ?? '');
	const { customData } = await fixture.run(get, { items });
	expect(customData).toEqual({
		identomatSession: sessions[0],
		identomatSession2: sessions[1],
		identomatSession3: sessions[2],
		identomatSession4: sessions[3],
		identomatSession5: sessions[4],
	});
});

it('a new session is one of them', async () => {
	const { items, customData } = await fixture.run({});
	expect(customData).toEqual({ identomatSession: items[0]?.json.sessionId });
});

it('a failed execution is found, too', async () => {
	const sessionId = 'a'.repeat(40);
	const { error, customData } = await fixture.run({ ...get, sessionId });
	expect(error).toBeDefined();
	expect(customData).toEqual({ identomatSession: sessionId });
});

it.each([
	['with the option off', { sessionId: 'a'.repeat(40), options: { tagExecution: false } }],
	['for what is no session id, a name for one', { sessionId: 'Nino Sandadze' }],
])('no session is stored %s', async (_, parameters) => {
	expect((await fixture.run({ ...get, ...parameters })).customData).toEqual({});
});

it('an n8n without such data does not stop a run', () => {
	expect(() => tagExecution({}, 'a'.repeat(40))).not.toThrow();
});
