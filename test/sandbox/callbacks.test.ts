import { postJson } from '../../dev/postJson';
import { startReceiver, type Receiver } from '../../dev/n8n/receiver';
import { startLocalServer } from '../../dev/n8n/localServer';
import { startSandbox, type Sandbox } from '../../dev/sandbox';

let sandbox: Sandbox;
let receiver: Receiver;

beforeAll(async () => {
	receiver = await startReceiver();
	sandbox = await startSandbox({ callbackUrl: receiver.url, callbackKey: 'invented' });
});
afterAll(async () => {
	await sandbox.close();
	await receiver.close();
});

const control = async (path: string, values: object) =>
	await postJson(`${sandbox.widgetUrl}/sandbox/${path}`, values);

it('sends a callback with the key when a session finishes', async () => {
	const sessionId = sandbox.addSession({ state: 'open' });
	sandbox.finish(sessionId);
	expect(await receiver.arrival('sessionId', sessionId)).toEqual({
		callbackApiKey: 'invented',
		type: 'session-status-changed',
		sessionId,
	});
});

it.each([
	['passwordBySms', 'one-time-password-request', ['phoneNumber', 'text']],
	['passwordByEmail', 'email-one-time-password-request', ['email', 'text']],
	['linkBySms', 'share-session-link-via-sms', ['phoneNumber', 'text', 'sessionLink']],
	['linkByEmail', 'share-session-link-via-email', ['email', 'text', 'sessionLink']],
])('delivers %s on request', async (kind, type, fields) => {
	const sessionId = sandbox.addSession({ state: 'open' });
	expect((await control(`sessions/${sessionId}/callback`, { kind })).status).toBe(200);
	const body = await receiver.arrival('sessionId', sessionId);
	expect(body.type).toBe(type);
	const expected = ['callbackApiKey', 'type', 'sessionId', ...fields];
	expect(Object.keys(body).sort()).toEqual(expected.sort());
});

it('repeats a refused callback if configured to', async () => {
	const answers = [500, 200];
	const server = await startLocalServer((request, response) => {
		request.resume();
		response.writeHead(answers.shift() ?? 404).end();
	});
	sandbox.setCallbackUrl(server.url);
	const sent = await sandbox.sendCallback(sandbox.addSession(), 'update');
	expect([sent?.status, sent?.attempts]).toEqual([500, 1]);
	await sandbox.retryCallbacks();
	expect([sent?.status, sent?.attempts]).toEqual([200, 2]);
	expect(await sandbox.retryCallbacks()).toEqual([]);
	await server.close();
});

it.each([
	'https://example.com/callback',
	'http://127.0.0.1.example.com',
	'file:///etc',
	'nonsense',
])('sends no callback to %s', async (url) => {
	expect(() => sandbox.setCallbackUrl(url)).toThrow('on this machine only');
	expect((await control('callback-url', { url })).status).toBe(400);
	await expect(startSandbox({ callbackUrl: url })).rejects.toThrow('on this machine only');
});
