import { readdirSync, readFileSync } from 'node:fs';

import { FORM_EXAMPLE, TRIGGER_EXAMPLE } from '../../dev/start/demonstration';

const texts = readdirSync('examples').map((file) => readFileSync(`examples/${file}`, 'utf8'));
const names = texts.map((text) => (JSON.parse(text) as { name: string }).name);

it('npm start shows examples that are there', () => {
	expect(names).toContain(FORM_EXAMPLE);
	expect(names).toContain(TRIGGER_EXAMPLE);
});

it('the README and the notes name examples that are there', () => {
	const readme = readFileSync('README.md', 'utf8');
	const all = [readme, ...texts.map((text) => text.replaceAll('\\"', '"'))].join('\n');
	const named = [...all.matchAll(/\bexample "([^"]+)"/g)].map(([, name]) =>
		name?.replace(/\s+/g, ' '),
	);
	expect(named.length).toBeGreaterThan(5);
	for (const name of named) expect(names).toContain(name);
});
