import { readFileSync } from 'node:fs';

import { readFigures } from '../../dev/bench/figures';
import { tablesOfPage } from '../../dev/bench/page';
import { rowOf, rowsIn } from '../../dev/markdownTables';

const page = readFileSync('docs/performance.md', 'utf8');

it.each(Object.entries(tablesOfPage(readFigures())))(
	'the table "%s" of the performance page shows the stored figures',
	(name, rows) => {
		expect(rowsIn(page, name)).toEqual(rows.map(rowOf));
	},
);
