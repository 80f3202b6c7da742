/** Writes one line. */
export function printLine(line: string): void {
	endProgress();
	process.stdout.write(`${line}\n`);
}

let openTitle: string | undefined;

/**
 * Writes a line of progress, such as `installing … 15 s`. In a terminal the next one of the same title
 * takes its place.
 */
export function printProgress(line: string): void {
	if (!process.stdout.isTTY) return printLine(line);
	const [title] = line.split(/ …|: done/);
	const isNext = title === openTitle;
	process.stdout.write(isNext ? `\r\x1b[K${line}` : line);
	openTitle = title;
	if (!line.includes(' …')) endProgress();
}

/** Ends the line of progress that is still open, if there is one. */
function endProgress(): void {
	if (openTitle !== undefined) process.stdout.write('\n');
	openTitle = undefined;
}

/** Shows what is done, then how long it took if that was over a second. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
	const start = performance.now();
	let ending = '';
	process.stdout.write(`${title} …`);
	try {
		const result = await work();
		const seconds = (performance.now() - start) / 1000;
		ending = seconds > 1 ? ` ${seconds.toFixed(1)} s` : ' done';
		return result;
	} finally {
		printLine(ending);
	}
}

/** The rows as lines of text whose cells stand below each other. */
export function inColumns(rows: string[][]): string[] {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	return rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
}

/** A line of a list, or several lines if the text has several. */
export type Row = [label: string, text: string];

/** Lines with the labels in one column and the texts in another. */
export function list(rows: Row[]): string {
	const lines = rows.flatMap(([label, text]) =>
		text.split('\n').map((line, index) => [index ? '' : label, line]),
	);
	return inColumns(lines)
		.map((line) => `  ${line}`)
		.join('\n');
}
