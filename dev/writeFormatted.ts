import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** Writes a file in the form that the check of the format wants. */
export async function writeFormatted(path: string, text: string): Promise<void> {
	const config = await resolveConfig(path);
	writeFileSync(path, await format(text, { ...config, filepath: path }));
}
