import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the editor shows of a node's output before it has run: a JSON schema, in the form that n8n reads. */
export interface Preview {
	type?: string | string[];
	properties?: Record<string, Preview>;
	items?: Preview;
}

const NODES = join(__dirname, '..', '..', 'nodes');

/** The file of a preview, by the node's folder and what n8n looks it up by; see its `resolveOutputSchemaPath`. */
export function readPreview(node: string, ...path: string[]): Preview | undefined {
	const file = `${join(NODES, node, '__schema__', 'v1.0.0', ...path)}.json`;
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Preview) : undefined;
}

/** Where a value is not what the preview says: a field that it does not name, or another type. */
export function differences(preview: Preview, value: unknown, path = ''): string[] {
	const types = [preview.type ?? []].flat();
	if (!types.some((type) => isOf(type, value))) {
		return [`${path} is ${JSON.stringify(value)}, not ${types.join(' or ')}`];
	}
	if (Array.isArray(value)) {
		return value.flatMap((element) => differences(preview.items ?? {}, element, `${path}[]`));
	}
	const { properties } = preview;
	if (!properties || value === null) return [];
	return Object.entries(value as object).flatMap(([name, inner]) => {
		const own = `${path}.${name}`;
		const its = properties[name];
		return its ? differences(its, inner, own) : [`${own} is not in the preview`];
	});
}

function isOf(type: string, value: unknown): boolean {
	if (type === 'null') return value === null;
	if (type === 'array') return Array.isArray(value);
	if (type === 'integer') return Number.isInteger(value);
	if (type === 'object') return typeof value === 'object' && !!value && !Array.isArray(value);
	return typeof value === type;
}

/** The fields that a preview names and none of the values has, at any depth. */
export function unseenFields(preview: Preview, values: unknown[], path = ''): string[] {
	const objects = values.flat().filter((value) => typeof value === 'object' && value !== null);
	const properties = preview.properties ?? preview.items?.properties ?? {};
	return Object.entries(properties).flatMap(([name, inner]) => {
		const own = `${path}.${name}`;
		const having = objects.filter((value) => name in (value as object));
		if (having.length === 0) return [own];
		const next = having.map((value) => (value as Record<string, unknown>)[name]);
		return unseenFields(inner, next, own);
	});
}
