import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { rowOf, rowsIn } from '../../dev/markdownTables';
import { PAGES, tablesOf } from '../../dev/readme/tables';
import { Identomat } from '../../nodes/Identomat/Identomat.node';

const tables = tablesOf(new Identomat().description);
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...namesIn('docs', '.md')];

function namesIn(folder: string, ending: string): string[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(ending))
		.map((name) => `${folder}/${name}`);
}

it.each(Object.entries(tables))('the generated table of %s is up to date', (name, rows) => {
	const page = readFileSync(PAGES[name as keyof typeof PAGES], 'utf8');
	const expected = rows.map(rowOf);
	const found = rowsIn(page, name);
	const changes = [
		...expected.filter((row) => !found.includes(row)).map((row) => `missing: ${row}`),
		...found.filter((row) => !expected.includes(row)).map((row) => `outdated: ${row}`),
	];
	if (changes.length > 0) throw new Error(`${changes[0]} (npm run readme writes the tables)`);
	expect(found).toEqual(expected);
});

it('shows each stored picture, and none that is missing', () => {
	const texts = pages.map((path) => readFileSync(path, 'utf8'));
	const shown = [...texts.join('\n').matchAll(/\bpictures\/([\w-]+\.png)/g)].map(
		([, name]) => name,
	);
	expect([...new Set(shown)].toSorted()).toEqual(readdirSync('docs/pictures').toSorted());
});

/** The relative links of a page: the file each leads to, and the heading in it. */
function linksOf(page: string): Array<{ file: string; anchor?: string }> {
	const text = readFileSync(page, 'utf8').replace(/```[^]*?```/g, '');
	return [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
		([, path = '', anchor]) => ({ file: path ? join(dirname(page), path) : page, anchor }),
	);
}

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(page: string): string[] {
	return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.replace(/ /g, '-'),
	);
}

it.each(pages)('links of %s lead to existing files and headings', (page) => {
	for (const { file, anchor } of linksOf(page)) {
		expect(existsSync(file) ? [] : [file]).toEqual([]);
		if (anchor) expect(anchorsOf(file)).toContain(anchor);
	}
});

it('the README links to each template', () => {
	const linked = linksOf('README.md').map(({ file }) => file);
	expect(linked).toEqual(expect.arrayContaining(namesIn('examples', '.json')));
});

it('names existing commands', () => {
	const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
	const texts = pages.map((path) => readFileSync(path, 'utf8')).join('\n');
	const named = [...texts.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
	expect(named.length).toBeGreaterThan(0);
	for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

it('CONTRIBUTING names existing files', () => {
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
