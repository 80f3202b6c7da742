// npm run test:queue: the packed package in n8n's queue mode, and the line "N passed, N failed" at the end.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import '../../dev/installPackages.mjs';

import { runJest } from '../jest.mjs';

// Everything that the tests start keeps what it keeps in here, and ends with jest: also when that is interrupted.
const folder = mkdtempSync(join(tmpdir(), 'identomat-queue-'));
// PostgreSQL runs as somebody else.
chmodSync(folder, 0o711);
process.env.TMPDIR = folder;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});

const { passed, failed } = runJest('queue', ['--runInBand']);
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
