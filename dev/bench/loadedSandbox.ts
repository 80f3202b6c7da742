import { execFileSync } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';

import { randomNumbers } from '../randomNumbers';
import { startSandbox, type Sandbox } from '../sandbox';
import type { Addresses, Load, ApiCommand, Traffic } from './api';

const SEED = 42;

async function main(): Promise<void> {
	// Hundreds of answers wait for the end of the sandbox, or for their time to come.
	setMaxListeners(0);
	const sandbox = await startSandbox();
	const { widgetUrl, externalApiUrl, companyKey } = sandbox;
	const addresses: Addresses = {
		widgetUrl,
		externalApiUrl,
		companyKey,
		widgetTlsUrl: await serveTls(widgetUrl),
	};
	process.on('message', (question: ApiCommand) => {
		answer(question === 'traffic' ? trafficOf(sandbox) : prepare(sandbox, question));
	});
	process.once('disconnect', () => process.exit());
	answer(addresses);
}

function answer(value: Addresses | Traffic | string[]): void {
	process.send?.(value);
}

/** Gives each session a latency of its own, the same for every contender. */
function prepare(sandbox: Sandbox, load: Load): string[] {
	const { sessions, init, maxConcurrency } = load;
	const [min, max] = load.latencyMs;
	sandbox.reset();
	if (maxConcurrency) {
		const matches = () => requestsInFlight(sandbox) > maxConcurrency;
		sandbox.fault('result/*', { status: 429, matches });
	}
	const random = randomNumbers(SEED);
	const latencies = new Map(
		Array.from({ length: sessions }, () => [
			sandbox.addSession(init),
			Math.round(min + (max - min) * random()),
		]),
	);
	for (const latencyMs of new Set(latencies.values())) {
		const matches = ({ session_token: id }: Record<string, unknown>) =>
			latencies.get(String(id)) === latencyMs;
		sandbox.fault('result/*', { latencyMs, matches });
	}
	return [...latencies.keys()];
}

/** How many requests have no answer yet, the newest one included. */
function requestsInFlight({ audit }: Sandbox): number {
	return audit.filter(({ answeredAt }) => answeredAt === null).length;
}

/** The requests since the last call. */
function trafficOf({ audit }: Sandbox): Traffic {
	const entries = audit.splice(0);
	const answered = entries.filter(({ keyCorrect, status }) => keyCorrect && status === 200);
	const first = Math.min(...entries.map(({ at }) => at));
	const last = Math.max(...entries.map(({ answeredAt }) => answeredAt ?? NaN));
	const refused = entries.filter(({ status }) => status === 429).length;
	return { answered: answered.length, refused, seconds: (last - first) / 1000 };
}

/** A proxy that ends TLS in front of `url`. */
async function serveTls(url: string): Promise<string> {
	const { port: target } = new URL(url);
	const server = createServer(selfSigned(), (secured) => {
		const plain = connect(Number(target), '127.0.0.1');
		// A client may leave early.
		pipeline(secured, plain, secured, () => undefined);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A new certificate for loopback, with its key. */
function selfSigned(): { key: string; cert: string } {
	const request = 'req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1';
	const options = '-subj /CN=127.0.0.1 -days 2 -keyout - -out -';
	const pem = execFileSync('openssl', `${request} ${options}`.split(' '), {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return { key: pem, cert: pem };
}

void main();
