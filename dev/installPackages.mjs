// Installs the packages of package-lock.json if they are missing or out of date, so that the
// commands of a fresh clone need no step before them. Uses nothing but Node. (A `pretest` script would
// not run: `ignore-scripts` in .npmrc holds it back, too.)
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';

const MARKER = 'node_modules/.installed-package-lock.json';
const NEEDED_BYTES = 1.5e9;
const lock = readFileSync('package-lock.json', 'utf8');

requireNode(JSON.parse(readFileSync('package.json', 'utf8')).engines.node);
if (!existsSync(MARKER) || readFileSync(MARKER, 'utf8') !== lock) {
	requireSpace();
	if (process.env.npm_lifecycle_event === 'start') {
		console.log(
			'The first start takes 4 to 10 minutes and 4 GB: it installs the packages, then n8n. Later ones take about 15 seconds.\n',
		);
	}
	console.log('Installing the packages of package-lock.json (1 to 3 minutes, 1 GB) …');
	// Without what npm says of packages that want a younger Node: n8n gets a Node of its own.
	const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	if (status !== 0) process.exit(status ?? 1);
	writeFileSync(MARKER, lock);
}

/** @param range of package.json, such as `>=20.19` */
function requireNode(range) {
	const [major, minor] = range.replace('>=', '').split('.').map(Number);
	const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
	if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
	console.error(
		`Node ${process.versions.node} is too old: this project needs ${major}.${minor} or newer (https://nodejs.org).`,
	);
	process.exit(1);
}

function requireSpace() {
	const { bavail, bsize } = statfsSync('.');
	if (bavail * bsize >= NEEDED_BYTES) return;
	const free = ((bavail * bsize) / 1e9).toFixed(1);
	console.error(`The packages need 1.5 GB, and this disk has ${free} GB free. Make room first.`);
	process.exit(1);
}
