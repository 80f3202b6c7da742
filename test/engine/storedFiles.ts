import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files in the open engine's binary storage, finished or begun, without what describes them. */
export async function storedFiles(): Promise<string[]> {
	const folder = String(process.env.N8N_USER_FOLDER);
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && !entry.name.endsWith('.metadata'))
		.map(({ parentPath, name }) => join(parentPath, name))
		.filter((path) => path.includes('/binary_data/'));
}
