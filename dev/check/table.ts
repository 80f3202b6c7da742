import type { CheckRow } from '../../nodes/Identomat/actions/account/checkAccount';

type Line = [string, string, string, string, string, string];

const HEAD: Line = ['Operation', 'Endpoint', 'Verdict', 'Status', 'Time', 'Answer'];

/** The rows of Account → Check as lines of text, each message and outline below its row. */
export function tableOf(rows: CheckRow[]): string {
	const lines = rows.map(lineOf);
	const widths = HEAD.map((_, column) =>
		Math.max(...[HEAD, ...lines].map((line) => line[column]?.length ?? 0)),
	);
	const formatted = (line: Line) =>
		line
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	const body = rows.flatMap((row, index) => [
		formatted(lines[index] as Line),
		...(row.message ? [`    ${row.message}`] : []),
		...Object.entries(row.fields).map(([name, type]) => `    ${name}: ${type}`),
	]);
	return `${[formatted(HEAD), ...body].join('\n')}\n`;
}

function lineOf({
	operation,
	endpoint,
	host,
	verdict,
	status,
	durationMs,
	answer,
}: CheckRow): Line {
	const place = endpoint === null ? '' : `${host} ${endpoint}`;
	const time = durationMs === null ? '' : `${durationMs} ms`;
	return [operation, place, verdict, String(status ?? ''), time, answer ?? ''];
}
