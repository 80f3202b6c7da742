// npm run test:e2e: the packed package in a real n8n, and the line "N passed, N failed" at the end.
import '../../dev/installPackages.mjs';

import { spawnSync } from 'node:child_process';

import { runJest } from '../jest.mjs';

console.log('▶ n8n (the first time 3 to 5 minutes and 3 GB each)');
const prepared = spawnSync('npx', ['tsx', 'dev/n8n/prepare.ts'], { stdio: 'inherit' });
if (prepared.status !== 0) process.exit(1);

console.log('\n▶ The package in them');
const { passed, failed } = runJest('e2e', ['--runInBand']);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
