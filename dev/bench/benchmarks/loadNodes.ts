import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import packageJson from '../../../package.json';
import type { Bench } from '../bench';
import { inTurns, type Contender } from '../measure';
import type { Report } from '../report';

const PROJECT = join(__dirname, '..', '..', '..');

/** n8n has loaded n8n-workflow before it loads the first node. */
const LOADING = `
	require('n8n-workflow');
	const start = performance.now();
	process.argv.slice(1).forEach((file) => require(file));
	console.log(performance.now() - start);
`;

/** What the package adds to the start of n8n, and to its installation. */
export async function loadNodes(bench: Bench, rounds: number): Promise<Report> {
	const files = packageJson.n8n.nodes.map((file) => join(PROJECT, file));
	const loading: Contender = {
		name: 'Loading all node files',
		unit: 'ms',
		aim: { value: 40 },
		measure: async () => {
			const printed = execFileSync('node', ['-e', LOADING, ...files], { cwd: PROJECT });
			return { value: Number(printed) };
		},
	};
	const tarball: Contender = {
		name: 'The tarball',
		unit: 'KB',
		aim: { value: 150 },
		measure: async () => ({ value: (await bench.tarballBytes()) / 1000 }),
	};
	const rows = await inTurns([loading, tarball], { measured: rounds, unmeasured: 1 });
	return { title: 'Loading the nodes', rows };
}
