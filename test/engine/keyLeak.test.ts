import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { createEngine, type Engine } from './harness';
import { requesterFor, type Call } from './requester';

const KEY = 'invented-company-key';

/** A server that notes the bodies it was sent. */
interface Listener {
	server: Server;
	host: string;
	bodies: string[];
}

async function listen(): Promise<Listener> {
	const bodies: string[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			bodies.push(`${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks)}`);
			response.end('{}');
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

let identomat: Listener;
let stranger: Listener;
let engine: Engine;
let call: Call;

beforeAll(async () => {
	[identomat, stranger] = [await listen(), await listen()];
	engine = await createEngine({
		nodes: { requester: requesterFor(() => call) },
		credentialTypes: [new IdentomatApi()],
	});
});

afterAll(async () => {
	await engine.close();
	for (const { server } of [identomat, stranger]) {
		server.close();
		await once(server, 'close');
	}
});

/** Both dialects, with the address in each of the places that they have for it. */
type Dialect = (context: IExecuteFunctions, address: string, baseURL?: string) => Promise<unknown>;
const dialects: Record<string, Dialect> = {
	modern: async (context, url, baseURL) =>
		await context.helpers.httpRequestWithAuthentication.call(context, 'identomatApi', {
			method: 'POST',
			url,
			baseURL,
			body: { name: 'Ana' },
		}),
	legacy: async (context, uri, baseURL) =>
		await context.helpers.requestWithAuthentication.call(context, 'identomatApi', {
			method: 'POST',
			uri,
			baseURL,
			body: { name: 'Ana' } as IDataObject,
			json: true,
		}),
};

// What makes a plain URL stands more than once, so that most are off in one or two places only.
const spaces = ['', '', ' ', '\t', '\n', '\r\n', '\u0000', '\u00a0', '\ufeff'];
const schemes = ['http:', 'http:', 'http:', 'HTTP:', 'ht\ntp:', 'h\ttp:', 'http :', ''];
const slashes = ['//', '//', '//', '//', '//', '/', '', '///', '\\\\', '/\\', '/\t/', '/ /'];
const paths = [
	...['/external-api/begin/', '/external-api/begin/', '/external-api/begin/'],
	'/external-api/../external-api/x',
	'/',
	'?x',
	'/%65xternal-api/',
];

/** Spellings of addresses at either server, a good part of which one reader takes for a full URL and another not. */
function addresses(): fc.Arbitrary<string> {
	const hosts = [
		...[stranger.host, identomat.host, identomat.host, identomat.host],
		`${identomat.host}@${stranger.host}`,
		`${stranger.host}#@${identomat.host}`,
		`${stranger.host}\\@${identomat.host}`,
	];
	return fc
		.tuple(
			fc.constantFrom(...spaces),
			fc.constantFrom(...schemes),
			fc.constantFrom(...slashes),
			fc.constantFrom(...hosts, ''),
			fc.constantFrom(...paths),
		)
		.map((parts) => parts.join(''));
}

it.each(Object.keys(dialects))(
	'however a URL is spelled, the %s dialect sends the company key to no other server',
	async (name) => {
		const bases = [identomat, stranger].map(({ host }) => `http://${host}/external-api/`);
		const spelled = fc.sample(
			fc.record({
				address: addresses(),
				baseURL: fc.constantFrom(undefined, ...bases, ` ${bases[1]}`, bases[1]),
			}),
			{ seed: 12, numRuns: 600 },
		);
		[identomat.bodies.length, stranger.bodies.length] = [0, 0];
		call = async (context) => {
			for (const { address, baseURL } of spelled) {
				await dialects[name]?.(context, address, baseURL).catch(() => undefined);
			}
		};
		const run = await engine.run({
			node: 'requester',
			parameters: {},
			credentials: {
				identomatApi: {
					companyKey: KEY,
					widgetUrl: `http://${identomat.host}`,
					externalApiUrl: `http://${identomat.host}/external`,
				},
			},
		});
		expect(run.error).toBeUndefined();
		expect(stranger.bodies).toEqual([]);
		// Not because nothing was sent at all.
		expect(identomat.bodies.length).toBeGreaterThan(30);
		expect(identomat.bodies.filter((body) => !body.includes(KEY))).toEqual([]);
	},
	60_000,
);
