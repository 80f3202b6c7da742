import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { plainEnvironment, runCommand } from './command';

const PROJECT = join(__dirname, '..', '..');
/** Git ignores it; the next tarball of the same version replaces this one. */
const FOLDER = join(PROJECT, '.tmp', 'e2e');
const GULP = join(PROJECT, 'node_modules', 'gulp', 'bin', 'gulp.js');

/**
 * Builds the project, without the type check of `npm test`, and packs it as it is published.
 * @returns the path of the tarball
 * @throws Error with the last lines of the build or of npm
 */
export async function packProject(signal?: AbortSignal): Promise<string> {
	await mkdir(FOLDER, { recursive: true });
	const options = { cwd: PROJECT, env: plainEnvironment(), signal };
	await runCommand(process.execPath, [GULP, 'assemble'], options);
	const packed = await runCommand('npm', ['pack', '--json', '--pack-destination', FOLDER], options);
	const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
	return join(FOLDER, filename);
}
