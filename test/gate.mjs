// n8n's own gate for verified community nodes, over the sources and over the unpacked tarball:
// node test/gate.mjs sources|tarball
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const { n8n } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Packs the package as it is published, and unpacks it into `folder`; gives the files in it. */
function unpackTarball(folder) {
	const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder]);
	const [{ filename, files }] = JSON.parse(packed);
	execFileSync('tar', ['-xzf', filename, '--strip-components=1'], { cwd: folder });
	rmSync(join(folder, filename));
	return files.map(({ path }) => path);
}

/** What is published, and nothing else. */
const PUBLISHED = /^(dist\/.*|index\.js|package\.json|README\.md|LICENSE)$/;

async function scanTarball() {
	const folder = mkdtempSync(join(tmpdir(), 'identomat-tarball-'));
	try {
		const files = unpackTarball(folder);
		const strangers = files.filter((path) => !PUBLISHED.test(path));
		if (strangers.length > 0) return { passed: false, details: `Not to publish: ${strangers}` };
		const required = [...n8n.credentials, ...n8n.nodes, 'dist/LICENSES.txt'];
		const missing = required.filter((path) => !files.includes(path));
		if (missing.length > 0) return { passed: false, details: `Not in the tarball: ${missing}` };
		return await analyzePackage(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const result =
	process.argv[2] === 'tarball'
		? await scanTarball()
		: await analyzePackage(process.cwd(), SOURCE_FILE_PATTERNS);

if (!result.passed) {
	console.error(result.details ?? result.message);
	process.exit(1);
}
