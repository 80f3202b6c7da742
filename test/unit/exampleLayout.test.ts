import type { INode } from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowDocument } from '../../dev/n8n/rest';

const FOLDER = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file): [string, WorkflowDocument] => [
		file,
		JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowDocument,
	]);

/** The grid of n8n's canvas, in pixels: what stands elsewhere is moved, and lines get a kink. */
const GRID = 16;
/** A node with its name below it. */
const NODE = { width: 128, height: 156 };
/** Which of several triggers n8n's button starts, as the editor of n8n 2.41.1 ranks them; all others are of apps. */
const RANKS: Record<string, number> = {
	'n8n-nodes-base.formTrigger': 10,
	'n8n-nodes-base.webhook': 9,
	'n8n-nodes-base.scheduleTrigger': 7,
	'n8n-nodes-base.manualTrigger': 6,
};
const RANK_OF_APPS = 8;

describe.each(examples)('%s in the editor', (_, { nodes }) => {
	it('has its nodes on the grid', () => {
		for (const { name, position } of nodes) {
			expect([name, position.map((value) => Math.abs(value % GRID))]).toEqual([name, [0, 0]]);
		}
	});

	it('has no overlapping nodes or notes', () => {
		const covered = nodes.flatMap((node, index) =>
			nodes
				.slice(index + 1)
				.filter((other) => overlap(node, other))
				.map((other) => `${node.name} and ${other.name}`),
		);
		expect(covered).toEqual([]);
	});

	it('starts at its topmost trigger', () => {
		const triggers = nodes.filter(({ type }) => /trigger$|\.webhook$/i.test(type));
		const [started] = [...triggers].sort((one, other) => rankOf(other) - rankOf(one));
		const [uppermost] = [...triggers].sort((one, other) => one.position[1] - other.position[1]);
		expect(started?.name).toBe(uppermost?.name);
	});
});

function overlap(one: INode, other: INode): boolean {
	const [a, b] = [boxOf(one), boxOf(other)];
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function boxOf({ type, position: [left, top], parameters }: INode) {
	const isNote = type === 'n8n-nodes-base.stickyNote';
	const width = isNote ? Number(parameters.width) : NODE.width;
	const height = isNote ? Number(parameters.height) : NODE.height;
	return { left, top, right: left + width, bottom: top + height };
}

function rankOf({ type }: INode): number {
	return RANKS[type] ?? RANK_OF_APPS;
}
