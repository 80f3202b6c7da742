/** What a figure must not exceed. */
export interface Aim {
	/** Of the figure itself. */
	value?: number;
	/** Of this package's figure divided by the one that has the aim. */
	ratio?: number;
}

/** One line of a table. */
export interface Row {
	name: string;
	unit: string;
	/** One per round. */
	values: number[];
	aim?: Aim;
}

/** One way to do the work, with what its `measure` gives. */
export interface Contender extends Omit<Row, 'values'> {
	/** Does the work once. */
	measure(): Promise<number>;
}

/** What a benchmark found. */
export interface Report {
	title: string;
	/** The first is this package's; the others are compared with it where their unit is the same. */
	rows: Row[];
}

/** How often each contender is measured; unmeasured rounds come first, so that all code is warm. */
export interface Rounds {
	measured: number;
	unmeasured: number;
}

/** Has the contenders do their work in turns, so that what slows the machine down hits them all. */
export async function inTurns(contenders: Contender[], rounds: Rounds): Promise<Row[]> {
	const rows = contenders.map(({ name, unit, aim }): Row => ({ name, unit, aim, values: [] }));
	for (let round = -rounds.unmeasured; round < rounds.measured; round++) {
		for (const [index, contender] of contenders.entries()) {
			const value = await contender.measure();
			if (round >= 0) rows[index]?.values.push(value);
		}
	}
	return rows;
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const [low = NaN, high = NaN] = [(sorted.length - 1) >> 1, sorted.length >> 1].map(
		(index) => sorted[index],
	);
	return (low + high) / 2;
}

/** The report in Markdown. */
export function table({ title, rows }: Report): string {
	const lines = rows.map((row) => {
		const ratio = ratioOf(row, rows[0]);
		const cells = [
			row.name,
			`${short(median(row.values))} ${row.unit}`,
			`${short(Math.min(...row.values))} – ${short(Math.max(...row.values))}`,
			ratio === undefined ? '' : ratio.toFixed(2),
			verdict(row, ratio),
		];
		return `| ${cells.join(' | ')} |`;
	});
	const head = '| | Median | Range | This node ÷ it | Aim |\n|---|---|---|---|---|';
	return `### ${title}\n\n${head}\n${lines.join('\n')}\n`;
}

function ratioOf(row: Row, first: Row | undefined): number | undefined {
	if (!first || row === first || row.unit !== first.unit) return undefined;
	return median(first.values) / median(row.values);
}

function verdict({ aim, values, unit }: Row, ratio = NaN): string {
	if (!aim) return '';
	const isMet = aim.ratio === undefined ? median(values) <= Number(aim.value) : ratio <= aim.ratio;
	const limit = aim.ratio ?? `${aim.value} ${unit}`;
	return `at most ${limit}: ${isMet ? 'met' : '**missed**'}`;
}

function short(value: number): string {
	return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
