import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { startSandbox, type Sandbox } from '../../dev/sandbox';

const run = promisify(execFile);

/** Starts n8n's engine in a process of its own, which a busy machine takes its time for. */
jest.setTimeout(60_000);

describe('npm run check:live', () => {
	let sandbox: Sandbox;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	afterEach(() => sandbox.reset());
	afterAll(async () => await sandbox.close());

	const check = async (args: string[] = []) => {
		const { companyKey, widgetUrl, externalApiUrl } = sandbox;
		const env = {
			...process.env,
			NODE_OPTIONS: '',
			IDENTOMAT_COMPANY_KEY: companyKey,
			IDENTOMAT_WIDGET_URL: widgetUrl,
			IDENTOMAT_EXTERNAL_API_URL: externalApiUrl,
			IDENTOMAT_SESSION_ID: sandbox.addSession({}),
		};
		const command = ['--import', 'tsx', 'dev/check/check.ts', ...args];
		const ended = await run(process.execPath, command, { env }).then(
			({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
			({ code, stdout, stderr }) => ({ code, stdout, stderr }),
		);
		expect(`${ended.stdout}${ended.stderr}`).not.toContain(companyKey);
		return ended;
	};

	it('prints a row for each endpoint, and exits with 0 if all are as expected', async () => {
		const { code, stdout, stderr } = await check();
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toMatch(/^Result: Get +widget result\/ +as expected +200 +\d+ ms +object$/m);
		expect(stdout).toMatch(
			/^Screening: Search Person +external search-screening-person +not checked$/m,
		);
		expect(stdout).not.toContain('other than expected');
	});

	it('exits with 1 if an endpoint is not as expected, and names only that one', async () => {
		sandbox.fault('get-session-statistical-summary', { body: [1] });
		const { code, stdout } = await check();
		expect(code).toBe(1);
		expect(stdout.match(/^.*other than expected/gm)).toEqual([
			expect.stringMatching(/^Session: Get Statistics +external get-session-statistical-summary /),
		]);
	});

	it('refuses arguments on the command line', async () => {
		const { code, stdout, stderr } = await check(['a-key']);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain('IDENTOMAT_COMPANY_KEY');
		expect(sandbox.audit).toEqual([]);
	});
});
