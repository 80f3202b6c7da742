import { readFileSync } from 'node:fs';

import { rowOf, rowsIn, tablesOf } from '../../dev/readme/tables';
import { Identomat } from '../../nodes/Identomat/Identomat.node';

const tables = tablesOf(new Identomat().description);
const readme = readFileSync('README.md', 'utf8');

it.each(Object.entries(tables))('the table of %s in the README is up to date', (name, rows) => {
	const expected = rows.map(rowOf);
	const found = rowsIn(readme, name);
	const old = [
		...expected.filter((row) => !found.includes(row)).map((row) => `missing: ${row}`),
		...found.filter((row) => !expected.includes(row)).map((row) => `old: ${row}`),
	];
	if (old.length > 0) throw new Error(`${old[0]} (npm run readme writes the table anew)`);
	expect(found).toEqual(expected);
});
