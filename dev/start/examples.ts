import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nRest, StoredCredential, WorkflowDocument } from '../n8n/rest';
import { withCredential } from '../n8n/workflowDocument';

const FOLDER = join(__dirname, '..', '..', 'examples');

async function readExamples(): Promise<WorkflowDocument[]> {
	const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
	const read = async (file: string) =>
		JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as WorkflowDocument;
	return await Promise.all(files.map(read));
}

/**
 * Imports the examples that n8n does not have under their names yet, with this credential. What
 * somebody has made of the others stays.
 * @returns the id of each example's workflow by its name
 */
export async function importExamples(
	rest: N8nRest,
	credential: StoredCredential,
): Promise<Map<string, string>> {
	const known = new Map((await rest.workflows()).map(({ id, name }) => [name, id]));
	const ids = new Map<string, string>();
	for (const example of await readExamples()) {
		const id = known.get(example.name);
		ids.set(example.name, id ?? (await rest.importWorkflow(withCredential(example, credential))));
	}
	return ids;
}

/** Has the trigger of this workflow watch these sessions, from now on. */
export async function publishWatching(
	rest: N8nRest,
	workflowId: string,
	sessionIds: string[],
): Promise<void> {
	const { nodes } = await rest.workflow(workflowId);
	const list = sessionIds.join('\n');
	const watching = nodes.map((node) =>
		node.type === 'n8n-nodes-identomat.identomatTrigger'
			? { ...node, parameters: { ...node.parameters, sessionIds: list } }
			: node,
	);
	await rest.saveNodes(workflowId, watching);
	await rest.publish(workflowId);
}
