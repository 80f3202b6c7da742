import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withTables } from '../readme/tables';
import { writeFormatted } from '../writeFormatted';
import { chartsOf, draw } from './charts';
import type { Figures } from './figures';
import { LOST, median, formatNumber, tableOf, type Row } from './report';

const DOCS = join(__dirname, '..', '..', 'docs');
const PAGE = join(DOCS, 'performance.md');
const CHARTS = join(DOCS, 'charts');

/** The tables of the page by the name in the markers around each. */
export function tablesOfPage(figures: Figures): Record<string, string[][]> {
	const all = Object.entries(figures).map(([name, report]): [string, string[][]] => [
		name,
		tableOf(report),
	]);
	return { gains: gains(figures), ...Object.fromEntries(all), conditions: conditions(figures) };
}

/** Writes the tables of docs/performance.md and its charts anew. */
export async function writePage(figures: Figures): Promise<void> {
	const text = withTables(readFileSync(PAGE, 'utf8'), tablesOfPage(figures));
	await writeFormatted(PAGE, text);
	mkdirSync(CHARTS, { recursive: true });
	for (const [name, chart] of Object.entries(chartsOf(figures))) {
		writeFileSync(join(CHARTS, `${name}.svg`), draw(chart));
	}
}

/** What a user gains: this node next to n8n's own. */
function gains(figures: Figures): string[][] {
	const figure = (name: string, index: number, show: (row: Row) => string): string => {
		const row = figures[name]?.rows[index];
		return row ? show(row) : '';
	};
	const line = (what: string, name: string, show: (row: Row) => string) => [
		what,
		...[0, 1, 2].map((index) => figure(name, index, show)),
	];
	const medianOf = ({ values, unit }: Row) => `${formatNumber(median(values))} ${unit}`;
	const lost = ({ besides }: Row) => formatNumber(besides?.[LOST] ?? NaN);
	return [
		['', 'This node', 'HTTP Request', 'HTTP Request in a loop of 10'],
		line('500 results from an API that takes 20 to 200 ms', 'results', medianOf),
		line('Of these lost, where the API takes 8 requests at a time', 'limit', lost),
		line('CPU time of n8n for each', 'cpu', medianOf),
		line('Memory for 60 videos of 20 MB', 'memory', medianOf),
	];
}

/** Where and when the figures were taken. */
function conditions(figures: Figures): string[][] {
	const lines = Object.entries(figures).map(([name, { rows, machine, loadBefore }]) => [
		`\`${name}\``,
		String(rows[0]?.values.length ?? 0),
		machine,
		loadBefore.toFixed(1),
	]);
	return [['Benchmark', 'Rounds', 'Machine', 'Load before it'], ...lines];
}
