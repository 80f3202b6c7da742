import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the tests of one jest project, with what they print going to the terminal.
 * @returns how many tests passed and failed; a run without a result counts as one failure
 */
export function runJest(project, args = []) {
	const folder = mkdtempSync(join(tmpdir(), 'identomat-jest-'));
	const outputFile = join(folder, 'result.json');
	// n8n-core imports an ES module dynamically, which jest only allows with this flag.
	const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
	const { status } = spawnSync(
		'npx',
		[
			'jest',
			`--selectProjects=${project}`,
			'--json',
			`--outputFile=${outputFile}`,
			// A wait that was ended early leaves n8n's timer behind, which nobody can clear.
			'--forceExit',
			...args,
		],
		{ stdio: ['ignore', 'ignore', 'inherit'], env },
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
		rmSync(folder, { recursive: true });
	}
}
