import type { INode, IDataObject } from 'n8n-workflow';
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

/** The grid of n8n's canvas: what stands elsewhere is moved, and lines get a kink. */
const GRID = 16;
const NODE = 96;
/** What n8n writes below a node: two lines of its name, and its operation. */
const LABEL = { width: 128, height: 60 };
/** Which of several triggers n8n's button starts, as the editor of n8n 2.41.1 ranks them; all others are of apps. */
const RANKS: Record<string, number> = {
	'n8n-nodes-base.formTrigger': 10,
	'n8n-nodes-base.webhook': 9,
	'n8n-nodes-base.scheduleTrigger': 7,
	'n8n-nodes-base.manualTrigger': 6,
};
const RANK_OF_APPS = 8;

interface Point {
	x: number;
	y: number;
}

interface Box extends Point {
	width: number;
	height: number;
}

describe.each(examples)('%s in the editor', (_, { nodes, connections }) => {
	const notes = nodes.filter(isNote);
	const others = nodes.filter((node) => !isNote(node));
	const outputs = (name: string) => connections[name]?.main ?? [];
	const inputs = (name: string) =>
		1 +
		Math.max(
			0,
			...Object.values(connections).flatMap(({ main = [] }) =>
				main.flatMap((targets) =>
					(targets ?? []).filter(({ node }) => node === name).map(({ index }) => index),
				),
			),
		);
	const boxOf = (node: INode): Box => {
		const [x, y] = node.position;
		const handles = Math.max(outputsOf(node), inputs(node.name));
		return { x, y, width: NODE, height: NODE + Math.max(0, handles - 2) * 2 * GRID };
	};

	it('has its nodes on the grid', () => {
		for (const { name, position } of nodes) {
			expect([name, position.map((value) => Math.abs(value % GRID))]).toEqual([name, [0, 0]]);
		}
	});

	it('has notes that stand apart from the nodes and hold their text', () => {
		for (const note of notes) {
			const [x, y] = note.position;
			const [width, height] = [Number(note.parameters.width), Number(note.parameters.height)];
			const box = { x, y, width, height };
			const hidden = others.filter((node) => overlap(box, withLabel(boxOf(node))));
			expect([note.name, hidden.map(({ name }) => name)]).toEqual([note.name, []]);
			expect(heightOf(String(note.parameters.content), width)).toBeLessThanOrEqual(height);
		}
	});

	it('has nodes whose names hide nothing', () => {
		for (const node of others) {
			const { x, y, width, height } = boxOf(node);
			const label = { x, y: y + height, width, height: LABEL.height };
			const below = others.filter((one) => one !== node && overlap(label, boxOf(one)));
			expect([node.name, below.map(({ name }) => name)]).toEqual([node.name, []]);
		}
	});

	it('has no line behind a node or its name', () => {
		for (const source of others) {
			const count = outputsOf(source);
			for (const [output, targets] of outputs(source.name).entries()) {
				for (const { node: name, index } of targets ?? []) {
					const target = others.find((one) => one.name === name) as INode;
					const points = lineBetween(
						handle(boxOf(source), 'right', output, count),
						handle(boxOf(target), 'left', index, inputs(name)),
					);
					const crossed = others.filter(
						(one) =>
							one !== source &&
							one !== target &&
							points.some((p) => isIn(p, withLabel(boxOf(one)))),
					);
					const line = `${source.name} → ${name}`;
					expect([line, crossed.map((one) => one.name)]).toEqual([line, []]);
				}
			}
		}
	});

	it("is started by n8n's button where it begins: above all else", () => {
		const triggers = others.filter(({ type }) => /trigger$|\.webhook$/i.test(type));
		const [started] = [...triggers].sort((one, other) => rankOf(other) - rankOf(one));
		const [uppermost] = [...triggers].sort((one, other) => one.position[1] - other.position[1]);
		expect(started?.name).toBe(uppermost?.name);
	});
});

function isNote({ type }: INode): boolean {
	return type === 'n8n-nodes-base.stickyNote';
}

function rankOf({ type }: INode): number {
	return RANKS[type] ?? RANK_OF_APPS;
}

function outputsOf({ type, parameters, onError }: INode): number {
	const ways = type.endsWith('.if') ? 2 : type.endsWith('.switch') ? rulesOf(parameters) : 1;
	return onError === 'continueErrorOutput' ? ways + 1 : ways;
}

function rulesOf({ rules }: IDataObject): number {
	return (rules as { values: unknown[] }).values.length;
}

function withLabel({ x, y, width, height }: Box): Box {
	const margin = (LABEL.width - width) / 2;
	return { x: x - margin, y, width: LABEL.width, height: height + LABEL.height };
}

function overlap(one: Box, other: Box): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}

function isIn({ x, y }: Point, box: Box): boolean {
	return overlap({ x, y, width: 0, height: 0 }, box);
}

function handle(box: Box, side: 'left' | 'right', index: number, count: number): Point {
	const x = side === 'left' ? box.x : box.x + box.width;
	return { x, y: box.y + (box.height * (index + 1)) / (count + 1) };
}

/** Points of the line that n8n draws: a curve to the right, and around below to the left. */
function lineBetween(from: Point, to: Point): Point[] {
	const steps = Array.from({ length: 101 }, (_, step) => step / 100);
	if (to.x > from.x) {
		const half = (to.x - from.x) / 2;
		const [first, second] = [from.x + half, to.x - half];
		return steps.map((t) => ({
			x: bezier(t, from.x, first, second, to.x),
			y: bezier(t, from.y, from.y, to.y, to.y),
		}));
	}
	const below = Math.max(from.y, to.y) + 130;
	const corners = [
		from,
		{ x: from.x + 40, y: from.y },
		{ x: from.x + 40, y: below },
		{ x: to.x - 40, y: below },
		{ x: to.x - 40, y: to.y },
		to,
	];
	return corners.slice(1).flatMap((end, index) => {
		const start = corners[index] as Point;
		return steps.map((t) => ({
			x: start.x + t * (end.x - start.x),
			y: start.y + t * (end.y - start.y),
		}));
	});
}

function bezier(t: number, ...[a, b, c, d]: [number, number, number, number]): number {
	const s = 1 - t;
	return s ** 3 * a + 3 * s ** 2 * t * b + 3 * s * t ** 2 * c + t ** 3 * d;
}

/** How high a note of that width must be for its text, measured generously: a width of letters is a guess. */
function heightOf(markdown: string, width: number): number {
	const heights = markdown.split('\n').map((line) => {
		const [, mark = ''] = /^(##|###|\d+\.) /.exec(line) ?? [];
		const isTitle = mark === '##';
		const isStep = mark.endsWith('.');
		const text = line.replace(/^(#+|\d+\.) /, '').replace(/\*\*|`/g, '');
		const perRow = (width - 24 - (isStep ? 20 : 0)) / (isTitle ? 11.5 : 6.9);
		const rows = Math.ceil(text.length / perRow);
		return isTitle ? rows * 32 : rows * 18.5;
	});
	const gaps = markdown.split('\n\n').length * 9;
	return heights.reduce((total, height) => total + height, gaps + 24);
}
