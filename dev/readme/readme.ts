// npm run readme: writes the tables of operations and endpoints into the README and docs/api.md, from the node and the catalogue.
import { readFileSync } from 'node:fs';

import { writeFormatted } from '../writeFormatted';
// With its ending: tsx would find Identomat.node.json first.
import { Identomat } from '../../nodes/Identomat/Identomat.node.js';
import { withTables } from '../markdownTables';
import { PAGES, tablesOf } from './tables';

async function main(): Promise<void> {
	const tables = tablesOf(new Identomat().description);
	for (const page of new Set(Object.values(PAGES))) {
		await writeFormatted(page, withTables(readFileSync(page, 'utf8'), tables));
	}
}

void main();
