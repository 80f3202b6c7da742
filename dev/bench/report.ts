/** The heading of what a contender lost, if it can lose something. */
export const LOST = 'Results lost';

/** The heading of how many requests the API refused with status 429. */
export const REFUSED = 'Requests refused';

/** One line of a table. */
export interface Row {
	name: string;
	unit: string;
	/** One per round. */
	values: number[];
	/** The medians of what else was seen, by the heading of its column. */
	besides?: Record<string, number>;
}

/** What a benchmark found. */
export interface Report {
	title: string;
	/** What the first row is, if the others are compared with it. */
	subject?: string;
	rows: Row[];
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const [low = NaN, high = NaN] = [(sorted.length - 1) >> 1, sorted.length >> 1].map(
		(index) => sorted[index],
	);
	return (low + high) / 2;
}

/** A figure with three digits, as long as it has more than that. */
export function formatNumber(value: number): string {
	if (value >= 100) return Math.round(value).toLocaleString('en');
	return String(Number(value.toPrecision(3)));
}

/** The report as rows of cells, the first one with the headings; columns without any figure are left out. */
export function tableOf({ subject, rows }: Report): string[][] {
	const [first] = rows;
	const headings = new Set(rows.flatMap(({ besides = {} }) => Object.keys(besides)));
	const head = ['', 'Median', 'Range', `${subject} ÷ it`, ...headings];
	const lines = rows.map((row) => {
		const ratio = subject ? ratioOf(row, first) : undefined;
		return [
			row.name,
			`${formatNumber(median(row.values))} ${row.unit}`,
			`${formatNumber(Math.min(...row.values))} – ${formatNumber(Math.max(...row.values))}`,
			ratio?.toFixed(2) ?? '',
			...[...headings].map((heading) => besideOf(row, heading)),
		];
	});
	const isKept = head.map((_, column) => column === 0 || lines.some((line) => line[column]));
	return [head, ...lines].map((line) => line.filter((_, column) => isKept[column]));
}

function besideOf({ besides = {} }: Row, heading: string): string {
	const value = besides[heading];
	return value === undefined ? '' : formatNumber(value);
}

/** Of each round, since what slows the machine down hits all of a round. */
function ratioOf(row: Row, first: Row | undefined): number | undefined {
	if (!first || row === first || row.unit !== first.unit) return undefined;
	// What lost something did not do the same work.
	if (row.besides?.[LOST]) return undefined;
	return median(first.values.map((value, round) => value / (row.values[round] ?? NaN)));
}
