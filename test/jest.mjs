import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runInGroup } from './processGroup.mjs';

/**
 * Runs the tests of one jest project, with what they print going to the terminal.
 * @returns how many tests passed and failed; a run without a result counts as one failure
 */
export async function runJest(project, args = []) {
	// Everything that the tests start keeps what it keeps in here.
	const folder = mkdtempSync(join(tmpdir(), 'identomat-jest-'));
	// PostgreSQL runs as somebody else.
	chmodSync(folder, 0o711);
	const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	const outputFile = join(folder, 'result.json');
	const env = {
		...process.env,
		TMPDIR: folder,
		NODE_OPTIONS: '--no-warnings',
	};
	const status = await runInGroup(
		'npx',
		[
			'jest',
			`--selectProjects=${project}`,
			'--json',
			`--outputFile=${outputFile}`,
			`--cacheDirectory=${join(tmpdir(), 'identomat-jest-cache')}`,
			// A wait that was ended early leaves n8n's timer behind, which nobody can clear.
			'--forceExit',
			...args,
		],
		{ env, stdout: 'ignore', cleanUp: removeFolder },
	);
	try {
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
			readFileSync(outputFile, 'utf8'),
		);
		const broken = numFailedTests + numRuntimeErrorTestSuites;
		return { passed: numPassedTests, failed: status === 0 ? broken : Math.max(1, broken) };
	} catch {
		return { passed: 0, failed: 1 };
	} finally {
		removeFolder();
	}
}
