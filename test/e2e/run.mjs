// npm run test:e2e: the packed package in a real n8n, and the line "N passed, N failed" at the end.
import '../../dev/installPackages.mjs';

import { runJest } from '../jest.mjs';
import { runInGroup } from '../processGroup.mjs';

console.log('▶ n8n (the first time 3 to 5 minutes and 3 GB each)');
const status = await runInGroup('npx', ['tsx', 'test/e2e/installN8n.ts']);
if (status !== 0) process.exit(1);

console.log('\n▶ The package in them');
const { passed, failed } = await runJest('e2e', ['--runInBand']);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
