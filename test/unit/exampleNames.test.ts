import { readdirSync, readFileSync } from 'node:fs';

import type { WorkflowDocument } from '../../dev/n8n/rest';
import { FORM_EXAMPLE, INVITATION_EXAMPLE, TRIGGER_EXAMPLE } from '../../dev/start/demonstration';

const files = readdirSync('examples');
const texts = files.map((file) => readFileSync(`examples/${file}`, 'utf8'));
const examples = texts.map((text) => JSON.parse(text) as WorkflowDocument);
const names = examples.map(({ name }) => name);

it('has a file for each name', () => {
	const expected = names.map((name) => `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`);
	expect(files).toEqual(expected);
});

it('npm start shows examples that are there', () => {
	expect(names).toContain(FORM_EXAMPLE);
	expect(names).toContain(INVITATION_EXAMPLE);
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

it('ships every node that deletes sessions switched off', () => {
	const deleting = examples.flatMap(({ nodes }) =>
		nodes.filter(({ parameters }) => operationOf(parameters) === 'session.delete'),
	);
	expect(deleting.length).toBeGreaterThan(1);
	for (const { name, disabled } of deleting) expect([name, disabled]).toEqual([name, true]);
});

it('leads what is not finished back into the wait', () => {
	const waits = examples.flatMap((example) =>
		example.nodes
			.filter(({ parameters }) => operationOf(parameters) === 'result.wait')
			.map(({ name }) => ({ example, name })),
	);
	expect(waits.length).toBeGreaterThan(2);
	for (const { example, name } of waits) {
		expect([name, [...descendantsOf(example, name)]]).toEqual([
			name,
			expect.arrayContaining([name]),
		]);
	}
});

function operationOf({ resource, operation }: WorkflowDocument['nodes'][number]['parameters']) {
	return `${String(resource)}.${String(operation)}`;
}

/** All nodes that a node leads to. */
function descendantsOf({ connections }: WorkflowDocument, name: string): Set<string> {
	const found = new Set<string>();
	const targetsOf = (source: string) =>
		Object.values(connections[source] ?? {}).flatMap((outputs) =>
			outputs.flatMap((targets) => (targets ?? []).map(({ node }) => node)),
		);
	const pending = targetsOf(name);
	for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
		if (found.has(node)) continue;
		found.add(node);
		pending.push(...targetsOf(node));
	}
	return found;
}
