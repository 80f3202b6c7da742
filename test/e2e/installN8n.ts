// Installs the n8n releases that the tests run in, so that the tests themselves begin immediately.
import { printLine, printProgress } from '../../dev/terminal';
import { CURRENT_N8N, installN8n, OLDEST_N8N } from '../../dev/n8n/install';

async function prepare(): Promise<void> {
	for (const version of [CURRENT_N8N, OLDEST_N8N]) {
		await installN8n({ version, log: printProgress });
		printLine(`n8n ${version} is installed`);
	}
}

void prepare();
