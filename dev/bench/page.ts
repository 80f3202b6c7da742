import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withTables } from '../markdownTables';
import { writeFormatted } from '../writeFormatted';
import { chartsOf } from './charts';
import type { Figures } from './figures';
import { tableOf } from './report';

const DOCS = join(__dirname, '..', '..', 'docs');
const PAGE = join(DOCS, 'performance.md');
const CHARTS = join(DOCS, 'charts');

/** The tables of the page by the name in the markers around each. */
export function tablesOfPage(figures: Figures): Record<string, string[][]> {
	const all = Object.entries(figures).map(([name, report]): [string, string[][]] => [
		name,
		tableOf(report),
	]);
	return { ...Object.fromEntries(all), conditions: conditions(figures) };
}

/** Writes the tables of docs/performance.md and its charts anew. */
export async function writePage(figures: Figures): Promise<void> {
	const text = withTables(readFileSync(PAGE, 'utf8'), tablesOfPage(figures));
	await writeFormatted(PAGE, text);
	mkdirSync(CHARTS, { recursive: true });
	for (const [name, chart] of Object.entries(chartsOf(figures))) {
		writeFileSync(join(CHARTS, `${name}.svg`), chart);
	}
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
