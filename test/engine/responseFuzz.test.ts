import fc from 'fast-check';
import type { IBinaryKeyData } from 'n8n-workflow';
import { gzipSync } from 'node:zlib';

import { jpeg, type Fault } from '../../dev/sandbox';
import { endpoints } from '../../nodes/api/endpoints';
import { badAnswers, goodAnswers, type GOOD } from '../generatedResponses';
import { setUpIdentomat } from './identomat/identomatFixture';
import { endpointCalls, newIdFor, type EndpointCall } from './operations';

/** Over real connections and through n8n's engine a sample has to do; the reader alone is tried on many more. */
const SAMPLE = { seed: 20_260_102, numRuns: 6 };

const fixture = setUpIdentomat();

/** How a server may send an answer, which changes nothing of what it says. */
const WAYS: Array<(text: string) => Fault> = [
	(body) => ({ body, contentType: 'application/json' }),
	(body) => ({ body, contentType: 'text/html; charset=utf-8' }),
	(body) => ({ body: `\ufeff${body}`, contentType: 'application/json' }),
	(body) => ({ body: ` \r\n${body}\n`, contentType: 'application/octet-stream' }),
	(body) => ({
		body: Buffer.from(body, 'utf16le'),
		contentType: 'application/json; charset=utf-16le',
	}),
	(body) => ({
		body: gzipSync(body),
		contentType: 'application/json',
		headers: { 'content-encoding': 'gzip' },
	}),
];

let binary: IBinaryKeyData;

beforeAll(async () => {
	const file = { data: jpeg({ width: 100, height: 100 }), mimeType: 'image/jpeg' };
	const face = await fixture.engine.binary({ ...file, fileName: 'face.jpg' });
	binary = { data: face, face1: face, face2: face };
});

/** What the operation makes of a value that the endpoint answers, however it is sent. */
async function answered(
	{ operation, parameters, path }: EndpointCall,
	value: unknown,
	way: number,
) {
	const items = [{ json: { id: await newIdFor(operation, fixture) }, binary }];
	fixture.sandbox.clearFaults();
	fixture.sandbox.fault(path, WAYS[way % WAYS.length]?.(JSON.stringify(value)) ?? {});
	return await fixture.run(parameters, { items });
}

const way = fc.nat({ max: WAYS.length - 1 });
const kindOf = (path: string) =>
	Object.values(endpoints).find((endpoint) => endpoint.path.value === path)?.response.value;

describe.each(endpointCalls.filter(({ path }) => path !== 'begin/'))('$path', (call) => {
	const kind = kindOf(call.path) as keyof typeof GOOD;

	it('returns data for a valid response, whatever unknown fields it has and however it is sent', async () => {
		await fc.assert(
			fc.asyncProperty(goodAnswers(kind), way, async (value, how) => {
				expect((await answered(call, value, how)).error).toBeUndefined();
			}),
			SAMPLE,
		);
	});

	it('fails for a response with a sign of failure, whatever else it has', async () => {
		await fc.assert(
			fc.asyncProperty(badAnswers(kind), way, async (value, how) => {
				const { items, error } = await answered(call, value, how);
				expect(items).toEqual([]);
				expect(error?.name).toBe('NodeApiError');
			}),
			SAMPLE,
		);
	});
});

it('begin/ returns a session only for an ID', async () => {
	const [call] = endpointCalls.filter(({ path }) => path === 'begin/');
	if (!call) throw new Error('There is no begin/');
	const ids = fc.oneof(
		fc.stringMatching(/^[a-z\d]{40}$/).filter((id) => /\d/.test(id)),
		fc.uuid(),
	);
	await fc.assert(
		fc.asyncProperty(ids, way, async (id, how) => {
			const { items } = await answered(call, id, how);
			expect(items[0]?.json.sessionId).toBe(id);
		}),
		SAMPLE,
	);
	const others = fc.oneof(
		fc.constantFrom('COMPANY_KEY_INVALID', 'argumentError', 'unknown_iso3166_country', 'ok', ''),
		fc.stringMatching(/^[A-Z]{3,10}(_[A-Z]{3,10}){1,4}$/),
		fc.jsonValue({ maxDepth: 2 }).filter((value) => typeof value !== 'string'),
	);
	await fc.assert(
		fc.asyncProperty(others, way, async (value, how) => {
			const { items, error } = await answered(call, value, how);
			expect(items).toEqual([]);
			expect(error).toBeDefined();
		}),
		{ ...SAMPLE, numRuns: 30 },
	);
});
