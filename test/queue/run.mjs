// npm run test:queue: the packed package in n8n's queue mode, and the line "N passed, N failed" at the end.
import '../../dev/installPackages.mjs';

import { runJest } from '../jest.mjs';

const { passed, failed } = await runJest('queue', ['--runInBand']);

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
