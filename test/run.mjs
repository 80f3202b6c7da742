// npm test: every check in its order, and the line "N passed, N failed" at the end. A check counts
// as one, jest's tests count one each.
import { spawnSync } from 'node:child_process';

import { runJest } from './jest.mjs';
import '../dev/installPackages.mjs';

const checks = [
	['Type check', 'npx', ['tsc']],
	['Format', 'npx', ['prettier', '--check', '--log-level=warn', '.']],
	['n8n linter', 'npm', ['run', '--silent', 'lint']],
	['Build', 'npx', ['gulp', 'build']],
	["n8n's gate: sources", 'node', ['test/gate.mjs', 'sources']],
	["n8n's gate: tarball", 'node', ['test/gate.mjs', 'tarball']],
];

let passed = 0;
let failed = 0;

for (const [name, command, args] of checks) {
	console.log(`\n▶ ${name}`);
	const { status } = spawnSync(command, args, { stdio: 'inherit' });
	if (status === 0) passed++;
	else failed++;
}

console.log('\n▶ jest');
// By itself jest leaves one core to its own process, which has little to do. The limit of a test is for a busy machine:
// what proves that nothing waits for a silent server is silent for longer.
const jest = await runJest('package', ['--maxWorkers=100%', '--testTimeout=15000']);
passed += jest.passed;
failed += jest.failed;

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
