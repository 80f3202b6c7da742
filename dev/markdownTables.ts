/** Tables as rows of cells, by the name in the markers around each; the first row names the columns. */
type Tables = Record<string, string[][]>;

/** The page with those of these tables that it has markers for. */
export function withTables(page: string, tables: Tables): string {
	return Object.entries(tables).reduce(
		(text, [name, rows]) =>
			text.replace(between(name), (_, begin: string, __, end: string) =>
				[begin, '', ...inMarkdown(rows), '', end].join('\n'),
			),
		page,
	);
}

/** The rows of a table on a page, in the form of `rowOf`. */
export function rowsIn(page: string, name: string): string[] {
	const [, , table = ''] = between(name).exec(page) ?? [];
	return table
		.split('\n')
		.map((line) => line.replace(/ +/g, ' ').trim())
		.filter((line) => line.startsWith('|') && !line.startsWith('| -'));
}

/** A row of a table without padding. */
export function rowOf(cells: string[]): string {
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ +/g, ' ');
}

function between(name: string): RegExp {
	return new RegExp(`(<!-- begin: ${name}[^\\n]*-->)\\n([^]*?)\\n(<!-- end: ${name} -->)`);
}

/** A table in Markdown, a line each; the first row names the columns. */
export function inMarkdown([head = [], ...rows]: string[][]): string[] {
	return [rowOf(head), rowOf(head.map(() => '---')), ...rows.map(rowOf)];
}
