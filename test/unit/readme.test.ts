import { readdirSync, readFileSync } from 'node:fs';

import { rowOf, rowsIn, tablesOf } from '../../dev/readme/tables';
import { Identomat } from '../../nodes/Identomat/Identomat.node';

const tables = tablesOf(new Identomat().description);
const readme = readFileSync('README.md', 'utf8');

it.each(Object.entries(tables))('the table of %s in the README is up to date', (name, rows) => {
	const expected = rows.map(rowOf);
	const found = rowsIn(readme, name);
	const old = [
		...expected.filter((row) => !found.includes(row)).map((row) => `missing: ${row}`),
		...found.filter((row) => !expected.includes(row)).map((row) => `old: ${row}`),
	];
	if (old.length > 0) throw new Error(`${old[0]} (npm run readme writes the table anew)`);
	expect(found).toEqual(expected);
});

it('shows each picture that is kept, and none that is missing', () => {
	const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)];
	const texts = pages
		.filter((path) => path.endsWith('.md'))
		.map((path) => readFileSync(path, 'utf8'));
	const shown = [...texts.join('\n').matchAll(/\bpictures\/([\w-]+\.png)/g)].map(
		([, name]) => name,
	);
	expect(shown.toSorted()).toEqual(readdirSync('docs/pictures').toSorted());
});

it('links to examples and pages that are there, and to each example', () => {
	const links = [...readme.matchAll(/\]\(((?:examples|docs|nodes)\/[^)#]+)\)/g)].map(
		([, path]) => path,
	);
	for (const path of links) expect(() => readFileSync(String(path))).not.toThrow();
	const examples = readdirSync('examples').map((name) => `examples/${name}`);
	expect(examples.filter((path) => !links.includes(path))).toEqual([]);
});

it('names commands that there are', () => {
	const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
	const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
	const named = [...`${readme}\n${contributing}`.matchAll(/npm run ([\w:]+)/g)].map(
		([, name]) => name,
	);
	expect(named.length).toBeGreaterThan(0);
	for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

it('CONTRIBUTING names files that are there', () => {
	const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
	const { 0: beforeRecipe = '' } = contributing.split('## Add an operation');
	const named = [...beforeRecipe.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, path]) =>
		String(path),
	);
	const known = ['nodes', 'credentials', 'dev'].flatMap((folder) =>
		readdirSync(folder, { recursive: true }).map((path) => `/${folder}/${String(path)}`),
	);
	expect(named.length).toBeGreaterThan(20);
	const isKnown = (path: string) =>
		known.some((one) => one.endsWith(`/${path.replace(/\/$/, '')}`));
	expect(named.filter((path) => !isKnown(path))).toEqual([]);
});
