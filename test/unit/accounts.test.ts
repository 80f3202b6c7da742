import { Accounts } from '../../nodes/api/network/accounts';
import { RunQueue } from '../../nodes/api/network/runQueue';
import type { AttemptEnd } from '../../nodes/api/network/retry';
import { accountIdOf, limitedBy } from '../../nodes/api/request/account';

const MINUTE_MS = 60_000;

/** Accounts on a clock that the test sets; nobody sleeps. */
function newAccounts() {
	const clock = { time: 0, now: () => clock.time, sleep: jest.fn(async () => {}) };
	return { clock, accounts: new Accounts<AttemptEnd>(clock) };
}

/** Resolves when all that can go on now has gone on. */
const settled = async () => await new Promise((resolve) => setImmediate(resolve));

/** Sends one request, which stays in flight until `end` is called. */
function sendTo(accounts: Accounts<AttemptEnd>, accountId: string) {
	let end = () => {};
	const run = new RunQueue(accounts.queueOf(accountId), { maxConcurrency: 5, isUrgent: false });
	const sent = run.send({
		attempt: async () => await new Promise((resolve) => (end = () => resolve({ status: 200 }))),
		attemptEnd: (response) => response,
		bodyEnd: async () => {},
		readOnly: true,
		timeoutMs: MINUTE_MS,
		onRetry: () => {},
	});
	return { sent, end: () => end() };
}

it('remembers an account for ten minutes after its last request', async () => {
	const { clock, accounts } = newAccounts();
	const queue = accounts.queueOf('a');
	clock.time = 5 * MINUTE_MS;
	const { sent, end } = sendTo(accounts, 'a');
	await settled();
	clock.time = 20 * MINUTE_MS;
	expect(accounts.queueOf('a')).toBe(queue);
	end();
	await sent;
	await settled();
	clock.time = 30 * MINUTE_MS;
	expect(accounts.queueOf('a')).toBe(queue);
	clock.time = 30 * MINUTE_MS + 1;
	expect(accounts.queueOf('a')).not.toBe(queue);
});

it('keeps separate limits for each account', () => {
	const { accounts } = newAccounts();
	expect(accounts.queueOf('a')).not.toBe(accounts.queueOf('b'));
});

it('forgets the least recently used of more than 1,000 accounts, but none with requests', async () => {
	const { accounts } = newAccounts();
	const busy = sendTo(accounts, 'busy');
	await settled();
	const busyQueue = accounts.queueOf('busy');
	const oldest = accounts.queueOf('oldest');
	const queues = Array.from({ length: 999 }, (_, index) => accounts.queueOf(`account ${index}`));
	expect(accounts.queueOf('busy')).toBe(busyQueue);
	expect(accounts.queueOf('account 0')).toBe(queues[0]);
	expect(accounts.queueOf('oldest')).not.toBe(oldest);
	busy.end();
	await busy.sent;
});

it('sets no timer while nothing waits', async () => {
	const { clock, accounts } = newAccounts();
	const { sent, end } = sendTo(accounts, 'a');
	await settled();
	end();
	await sent;
	expect(clock.sleep).not.toHaveBeenCalled();
});

describe('an account', () => {
	const credentials = {
		companyKey: 'an-invented-key',
		widgetUrl: 'https://widget.example.com/',
		externalApiUrl: 'https://external.example.com',
	};

	it('is the same with another spelling of its hosts and key', () => {
		const same = {
			...credentials,
			companyKey: ' an-invented-key ',
			widgetUrl: 'https://WIDGET.example.com/external-api/',
		};
		expect(accountIdOf(same)).toBe(accountIdOf(credentials));
	});

	it.each(['companyKey', 'widgetUrl', 'externalApiUrl'])(
		'is another one with another %s',
		(name) => {
			const other = { ...credentials, [name]: 'https://other.example.com' };
			expect(accountIdOf(other)).not.toBe(accountIdOf(credentials));
		},
	);

	it('is named without its key', () => {
		const accountId = accountIdOf(credentials);
		expect(accountId).not.toContain(credentials.companyKey);
		expect(accountId).not.toContain(Buffer.from(credentials.companyKey).toString('base64'));
	});

	it('limits requests to its own hosts, not those to a file server', () => {
		expect(limitedBy(credentials, 'https://widget.example.com/files/1')).toBe(
			accountIdOf(credentials),
		);
		expect(limitedBy(credentials, 'https://files.example.com/1?signature=invented')).toBe(
			'https://files.example.com',
		);
	});
});
