import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { z } from 'zod/v3';

const object: z.ZodType<IDataObject> = z.record(z.any());

/** The kinds of JSON that a user can type, with the word for each and what it looks like. */
export const userJson = {
	object: { schema: object, name: 'a JSON object', example: '{"name": "value"}' },
	objects: {
		schema: z.array(object),
		name: 'a JSON array of objects',
		example: '[{"name": "value"}]',
	},
};

export type UserJson<Kind extends keyof typeof userJson> = z.infer<
	(typeof userJson)[Kind]['schema']
>;

/**
 * Reads what a user typed as JSON, or handed over as an object by expression; undefined when empty.
 * @param label name of the field in the panel
 * @throws {UserError} naming the field and the path of what is wrong in it
 */
export function readUserJson<Kind extends keyof typeof userJson>(
	kind: Kind,
	value: unknown,
	label: string,
): UserJson<Kind> | undefined {
	const { schema, name, example } = userJson[kind];
	// Through text even where it is an object, so that it is only data: a `toJSON` in it would be
	// asked when the request is written, and could change what stands beside it.
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
	const json = parseText(text, label, example);
	if (json === undefined || json === null) return undefined;
	const checked = schema.safeParse(json);
	if (checked.success) return checked.data as UserJson<Kind>;
	const [issue] = checked.error.issues;
	const path = issue?.path.length ? ` at ${issue.path.join('.')}` : '';
	throw new UserError(`'${label}' must be ${name}${path && `; what stands${path} is not`}`, {
		description: `${issue?.message}. It looks like this: ${example}`,
	});
}

function parseText(text: string, label: string, example: string): unknown {
	if (!text.trim()) return undefined;
	const { value, problem } = parsed(text);
	if (problem === undefined) return value;
	throw new UserError(`'${label}' is not valid JSON`, {
		description: `Names and texts need double quotes, as in ${example}. ${problem}`,
	});
}

function parsed(text: string): { value?: unknown; problem?: string } {
	try {
		return { value: JSON.parse(text) };
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}
