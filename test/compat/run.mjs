// npm run test:compat: operations in n8n's engine of three older releases, the short e2e in a release
// between the oldest and the current one, and the line "N passed, N failed" at the end. On demand: it takes
// twenty minutes the first time.
import { spawnSync } from 'node:child_process';

import '../../dev/installPackages.mjs';

import { runJest } from '../jest.mjs';

/** Of n8n-core; the first is that of n8n 2.8.4. */
const CORES = ['2.8.1', '2.25.0', '2.31.2'];
/** Those whose harness the older engines have all parts for. */
const ENGINE_TESTS = ['identomat/session', 'identomat/screening'];
const N8N = '2.8.4';

let passed = 0;
let failed = 0;
const count = (title, result) => {
	console.log(`\n${title}: ${result.passed} passed, ${result.failed} failed`);
	passed += result.passed;
	failed += result.failed;
};

for (const version of CORES) {
	const command = ['tsx', 'test/compat/installCore.ts', version];
	const { stdout, status } = spawnSync('npx', command, { stdio: ['ignore', 'pipe', 'inherit'] });
	if (status === 0) {
		process.env.N8N_CORE_FOLDER = stdout.toString();
		count(`Operations with n8n-core ${version}`, await runJest('package', ENGINE_TESTS));
	} else {
		count(`n8n-core ${version} could not be installed`, { passed: 0, failed: 1 });
	}
}
delete process.env.N8N_CORE_FOLDER;

process.env.N8N_RELEASE = N8N;
const shortOne = ['--runInBand', 'test/e2e/compatibility'];
count(`Short e2e with n8n ${N8N}`, await runJest('e2e', shortOne));

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
