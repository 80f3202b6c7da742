// npm run test:e2e: the packed package in a real n8n, and the line "N passed, N failed" at the end.
import '../../dev/installPackages.mjs';

import { runJest } from '../jest.mjs';

const { passed, failed } = runJest('e2e', ['--runInBand']);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
