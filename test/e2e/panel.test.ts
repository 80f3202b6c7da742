import type { INodeListSearchResult } from 'n8n-workflow';

import { postJson } from '../../dev/postJson';
import packageJson from '../../package.json';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import { chain, TRIGGER_NAME, withCredential } from '../../dev/n8n/workflowDocument';

jest.setTimeout(60_000);

describe('the panels in the editor of a real n8n', () => {
	let fixture: Fixture;

	beforeAll(async () => {
		fixture = await startFixture();
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
	});

	it.each([
		['identomat', 'screening', 'searchPerson'],
		['identomat', 'account', 'check'],
		['identomatTrigger'],
		['identomatCallbackTrigger'],
	])('show a preview of the output of %s', async (node, ...path) => {
		const preview = await fixture.rest.outputPreview(`${packageJson.name}.${node}`, ...path);
		expect(preview).toMatchObject({ type: 'object', properties: expect.any(Object) });
	});

	describe('a list of a thousand monitored people', () => {
		const stopMonitoring = {
			name: 'Stop monitoring',
			type: `${packageJson.name}.identomat`,
			parameters: { resource: 'screening', operation: 'stopMonitoring' },
		};

		beforeAll(async () => {
			const names = Array.from({ length: 1_000 }, (_, index) => `Invented Person ${index}`);
			await Promise.all(names.map(monitor));
		});

		/** Puts a person under monitoring, without n8n. */
		async function monitor(name: string): Promise<void> {
			const { externalApiUrl, companyKey } = fixture.sandbox;
			const response = await postJson(`${externalApiUrl}/monitor-screening-query`, {
				companyKey,
				name,
			});
			await response.text();
			expect(response.status).toBe(200);
		}

		async function page(filter?: string, token?: unknown): Promise<INodeListSearchResult> {
			return await fixture.rest.searchList({
				node: stopMonitoring,
				methodName: 'searchMonitoredRecords',
				parameter: 'recordId',
				credential: fixture.credential,
				filter,
				paginationToken: token,
			});
		}

		it('loads page by page, each person once', async () => {
			const pages: INodeListSearchResult[] = [await page()];
			while (pages.at(-1)?.paginationToken) {
				pages.push(await page(undefined, pages.at(-1)?.paginationToken));
			}
			const results = pages.flatMap((one) => one.results);
			expect(new Set(results.map(({ value }) => value)).size).toBe(1_000);
			expect(results).toHaveLength(1_000);
			expect(Math.max(...pages.map((one) => one.results.length))).toBe(100);
			expect(results[0]?.name).toMatch(/^Invented Person 0, since \d{4}-\d\d-\d\d$/);
		});

		it('can be searched, and monitoring of the chosen person stops', async () => {
			const { results, paginationToken } = await page('person 777');
			expect(results).toEqual([
				{ name: expect.stringMatching(/^Invented Person 777,/), value: expect.any(String) },
			]);
			expect(paginationToken).toBeUndefined();
			const [{ value = '' } = {}] = results;
			const recordId = { __rl: true, mode: 'list', value };
			const parameters = { ...stopMonitoring.parameters, recordId };
			const workflow = chain('Stop monitoring', [{ ...stopMonitoring, parameters }]);
			const id = await fixture.rest.importWorkflow(withCredential(workflow, fixture.credential));
			const { nodes } = await fixture.rest.run(id, TRIGGER_NAME);
			expect(nodes[stopMonitoring.name]?.items[0]?.json).toEqual({
				stopped: true,
				recordId: value,
			});
			expect((await page('person 777')).results).toEqual([]);
		});
	});
});
