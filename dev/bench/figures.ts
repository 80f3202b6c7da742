import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

import { writeFormatted } from '../writeFormatted';
import type { Report } from './report';

/** Where the figures are that the page and its charts show. */
const FILE = join(__dirname, '..', '..', 'docs', 'performance.json');

/** What one run of a benchmark found, and where. */
export interface Measurement extends Report {
	/** Processors of the machine. */
	machine: string;
	/** How many processes wanted a processor when the run began, over the last minute. */
	loadBefore: number;
}

/** By the name that the benchmark is called by. */
export type Figures = Record<string, Measurement>;

/** This machine as it is now. */
export function machineNow(): Pick<Measurement, 'machine' | 'loadBefore'> {
	const [processor] = cpus();
	const [load = NaN] = loadavg();
	return { machine: `${cpus().length} × ${processor?.model.trim()}`, loadBefore: rounded(load) };
}

/** The figures that were written last. */
export function readFigures(): Figures {
	return JSON.parse(readFileSync(FILE, 'utf8')) as Figures;
}

/** Writes these figures; those of other benchmarks stay as they were. */
export async function writeFigures(figures: Figures): Promise<void> {
	const all = { ...readFigures(), ...figures };
	await writeFormatted(
		FILE,
		JSON.stringify(all, (_, value: unknown) => roundedIfNumber(value), 2),
	);
}

function roundedIfNumber(value: unknown): unknown {
	return typeof value === 'number' ? rounded(value) : value;
}

/** Further digits are noise. */
function rounded(value: number): number {
	return Number(value.toPrecision(4));
}
