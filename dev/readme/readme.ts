// npm run readme: writes the README's tables of operations and endpoints anew, from the node and the catalogue.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

// With its ending: tsx would find Identomat.node.json first.
import { Identomat } from '../../nodes/Identomat/Identomat.node.js';
import { tablesOf, withTables } from './tables';

async function main(): Promise<void> {
	const config = await resolveConfig('README.md');
	const tables = tablesOf(new Identomat().description);
	const readme = withTables(readFileSync('README.md', 'utf8'), tables);
	writeFileSync('README.md', await format(readme, { ...config, filepath: 'README.md' }));
}

void main();
