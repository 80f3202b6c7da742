// Installs the packages of package-lock.json where they are missing or out of date, so that the
// commands of a fresh clone need no step before them. Uses nothing but Node. (A `pretest` script would
// not run: `ignore-scripts` in .npmrc holds it back, too.)
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const MARKER = 'node_modules/.installed-package-lock.json';
const lock = readFileSync('package-lock.json', 'utf8');

if (!existsSync(MARKER) || readFileSync(MARKER, 'utf8') !== lock) {
	console.log('Installing the packages of package-lock.json (about a minute) …');
	const { status } = spawnSync('npm', ['ci'], {
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	if (status !== 0) process.exit(status ?? 1);
	writeFileSync(MARKER, lock);
}
