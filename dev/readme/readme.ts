// npm run readme: writes the README's tables of operations and endpoints anew, from the node and the catalogue.
import { readFileSync } from 'node:fs';

import { writeFormatted } from '../writeFormatted';
// With its ending: tsx would find Identomat.node.json first.
import { Identomat } from '../../nodes/Identomat/Identomat.node.js';
import { tablesOf, withTables } from './tables';

async function main(): Promise<void> {
	const tables = tablesOf(new Identomat().description);
	await writeFormatted('README.md', withTables(readFileSync('README.md', 'utf8'), tables));
}

void main();
