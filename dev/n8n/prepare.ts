// Installs the n8n releases that the tests run in, so that the tests themselves begin immediately.
import { say, sayProgress } from '../terminal';
import { CURRENT_N8N, installN8n, OLDEST_N8N } from './install';

async function prepare(): Promise<void> {
	for (const version of [CURRENT_N8N, OLDEST_N8N]) {
		await installN8n({ version, log: sayProgress });
		say(`n8n ${version} is there`);
	}
}

void prepare();
