import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { plainEnvironment, runCommand } from '../../dev/n8n/command';
import { cacheFolder } from '../../dev/n8n/install';

/**
 * Installs that version of n8n's engine, with the n8n-workflow it wants, into the cache folder, once: about a
 * minute and 300 MB.
 * @returns the folder, which holds `node_modules`
 */
async function installCore(version: string): Promise<string> {
	const folder = join(cacheFolder(), `n8n-core-${version}`);
	const marker = join(folder, 'installed');
	if (existsSync(marker)) return folder;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
	const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
	const options = { cwd: folder, env: plainEnvironment() };
	await runCommand('npm', ['install', `n8n-core@${version}`, ...quiet], options);
	await writeFile(marker, '');
	return folder;
}

/** Called with a version, it writes the folder to stdout. */
installCore(process.argv[2] ?? '').then(
	(folder) => process.stdout.write(folder),
	(error: unknown) => {
		process.stderr.write(`${String(error)}\n`);
		process.exitCode = 1;
	},
);
