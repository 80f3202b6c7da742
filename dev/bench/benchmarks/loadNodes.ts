import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import packageJson from '../../../package.json';
import type { Bench } from '../bench';
import { measureAlternately, type Contender } from '../measure';
import type { Report } from '../report';

const PROJECT = join(__dirname, '..', '..', '..');
const { credentials, nodes } = packageJson.n8n;
const FILES = [...credentials, ...nodes];

/** n8n has loaded n8n-workflow before it loads the first node. */
const LOADING = `
	require('n8n-workflow');
	gc();
	const before = process.memoryUsage().heapUsed;
	const start = performance.now();
	const loaded = process.argv.slice(1).map((file) => require(file));
	const ms = performance.now() - start;
	gc();
	console.log(JSON.stringify([ms, (process.memoryUsage().heapUsed - before) / 1e6]));
`;

/** What the package adds to the start of n8n, next to a build with a bundle for each file. */
export async function loadNodes(_bench: Bench, rounds: number): Promise<Report> {
	const folder = await mkdtemp(join(tmpdir(), 'identomat-bundles-'));
	try {
		await bundleEachFile(folder);
		const contenders = [loading('One shared bundle', PROJECT), loading('A bundle each', folder)];
		const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 1 });
		return { title: 'Loading all files of the package', subject: 'One shared bundle', rows };
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** Builds every file that n8n loads with a copy of all that it uses. */
async function bundleEachFile(folder: string): Promise<void> {
	await build({
		entryPoints: FILES.map((file) => file.replace(/^dist\/(.*)\.js$/, '$1.ts')),
		absWorkingDir: PROJECT,
		outdir: join(folder, 'dist'),
		outbase: '.',
		bundle: true,
		platform: 'node',
		target: 'node20',
		external: ['n8n-workflow'],
	});
	await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
}

function loading(name: string, folder: string): Contender {
	const files = FILES.map((file) => join(folder, file));
	return {
		name,
		unit: 'ms',
		measure: async () => {
			const args = ['--expose-gc', '-e', LOADING, ...files];
			const [value, megabytes] = JSON.parse(
				execFileSync('node', args, { cwd: folder, encoding: 'utf8' }),
			) as [number, number];
			return { value, besides: { 'Memory, MB': megabytes } };
		},
	};
}
