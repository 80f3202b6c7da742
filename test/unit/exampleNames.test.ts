import { readdirSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

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

it('npm start shows existing examples', () => {
	expect(names).toContain(FORM_EXAMPLE);
	expect(names).toContain(INVITATION_EXAMPLE);
	expect(names).toContain(TRIGGER_EXAMPLE);
});

it('the README and the notes name existing examples', () => {
	const readme = readFileSync('README.md', 'utf8');
	const all = [readme, ...texts.map((text) => text.replaceAll('\\"', '"'))].join('\n');
	const named = [...all.matchAll(/\bexample "([^"]+)"/g)].map(([, name]) =>
		name?.replace(/\s+/g, ' '),
	);
	expect(named.length).toBeGreaterThan(5);
	for (const name of named) expect(names).toContain(name);
});

it('ships every node that deletes sessions deactivated', () => {
	const deleting = examples.flatMap(({ nodes }) =>
		nodes.filter(({ parameters }) => operationOf(parameters) === 'session.delete'),
	);
	expect(deleting.length).toBeGreaterThan(1);
	for (const { name, disabled } of deleting) expect([name, disabled]).toEqual([name, true]);
});

it('leads open sessions back into the wait', () => {
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

it('requests a session again that is unknown at the limit of a wait, before deciding', () => {
	const waits = examples.flatMap((example) =>
		example.nodes
			.filter(({ parameters }) => operationOf(parameters) === 'result.wait')
			.filter(({ parameters }) => parameters.waitFor !== 'invitation')
			.map(({ name }) => ({ example, name })),
	);
	expect(waits.length).toBeGreaterThan(2);
	const $json = { sessionId: 'abcdefgh', outcome: null, finished: false, timedOut: true };
	for (const { example, name } of waits) {
		for (const $runIndex of Array(20).keys()) {
			const taken = targetsOf(example, name).flatMap((next) =>
				outputOf(example, next, { $json, $runIndex }),
			);
			expect(taken.length).toBeGreaterThan(0);
			const asking = taken.filter((target) => /^result\.(get|wait)$/.test(target.operation));
			expect([example.name, $runIndex, taken]).toEqual([example.name, $runIndex, asking]);
		}
	}
});

it('has the branch that ends above the one that leads back into a wait for invitations', () => {
	for (const example of examples) {
		const heights = new Map(example.nodes.map(({ name, position }) => [name, position[1]]));
		const waits = example.nodes
			.filter(({ parameters }) => parameters.waitFor === 'invitation')
			.map(({ name }) => name);
		for (const { name } of example.nodes) {
			const targets = targetsOf(example, name);
			const [back, ends] = [true, false].map((leadsBack) =>
				targets
					.filter(
						(target) =>
							waits.some((wait) => [target, ...descendantsOf(example, target)].includes(wait)) ===
							leadsBack,
					)
					.map((target) => heights.get(target) ?? 0),
			);
			if (!back?.length || !ends?.length) continue;
			expect([example.name, name, Math.max(...ends) < Math.min(...back)]).toEqual([
				example.name,
				name,
				true,
			]);
		}
	}
});

function operationOf({ resource, operation }: WorkflowDocument['nodes'][number]['parameters']) {
	return `${String(resource)}.${String(operation)}`;
}

interface Condition {
	leftValue: string;
	rightValue: unknown;
	operator: { operation: 'true' | 'equals' };
}

/** Where a Switch sends an item: the first rule that holds, or else the last output. */
function outputOf(example: WorkflowDocument, name: string, item: Record<string, unknown>) {
	const holds = ({ leftValue, rightValue, operator }: Condition) =>
		runInNewContext(leftValue.replace(/^=\{\{|\}\}$/g, ''), item) ===
		(operator.operation === 'true' ? true : rightValue);
	const parametersOf = (node: string) =>
		example.nodes.find((one) => one.name === node)?.parameters ?? {};
	const { values } = parametersOf(name).rules as unknown as {
		values: Array<{ conditions: { conditions: Condition[] } }>;
	};
	const rule = values.findIndex(({ conditions }) => conditions.conditions.every(holds));
	const targets = example.connections[name]?.main?.at(rule) ?? [];
	return targets.map(({ node }) => ({ node, operation: operationOf(parametersOf(node)) }));
}

/** All nodes that a node leads to. */
function descendantsOf(example: WorkflowDocument, name: string): Set<string> {
	const found = new Set<string>();
	const pending = targetsOf(example, name);
	for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
		if (found.has(node)) continue;
		found.add(node);
		pending.push(...targetsOf(example, node));
	}
	return found;
}

function targetsOf({ connections }: WorkflowDocument, source: string): string[] {
	return Object.values(connections[source] ?? {}).flatMap((outputs) =>
		outputs.flatMap((targets) => (targets ?? []).map(({ node }) => node)),
	);
}
