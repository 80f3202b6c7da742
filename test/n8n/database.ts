import { join } from 'node:path';

import { plainEnvironment, runCommand } from '../../dev/n8n/command';
import { CURRENT_N8N, installN8n } from '../../dev/n8n/install';
import type { N8nServer } from '../../dev/n8n/server';

const SCRIPT = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, sql] = process.argv.slice(1);
	new DatabaseSync(file, { timeout: 10_000 }).exec(sql);
`;

/** Runs SQL on the SQLite database of an n8n, also while it runs. */
export async function runSql({ userFolder }: N8nServer, sql: string): Promise<void> {
	const { node } = await installN8n({
		version: CURRENT_N8N,
		log: (line) => process.stderr.write(`${line}\n`),
	});
	const file = join(userFolder, '.n8n', 'database.sqlite');
	await runCommand(node, ['-e', SCRIPT, file, sql], { cwd: userFolder, env: plainEnvironment() });
}
