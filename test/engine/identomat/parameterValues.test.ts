import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { fullSession, newIdFor } from '../operations';
import { setUpIdentomat } from './identomatFixture';
import { foundParameters, parametersWith, titleOf, type FoundParameter } from '../parameterKinds';
import { ID, refusedValues, sameValues } from '../parameterSpellings';

const fixture = setUpIdentomat();

// Each value is an item of its own, and a busy machine takes its time for them.
jest.setTimeout(60_000);

const picture = {
	data: jpeg({ width: 160, height: 100 }),
	fileName: 'a.jpg',
	mimeType: 'image/jpeg',
};

/** It is read once for all items, so a value that is refused ends the run. */
const OF_THE_RUN = ['maxConcurrency'];

const tried = foundParameters.map((parameter) => ({ title: titleOf(parameter), parameter }));

/** An item for each value; `id` makes the rest of the call valid, `marker` says whose request it is. */
async function itemsFor(
	{ operation, field, kind }: FoundParameter,
	values: unknown[],
): Promise<INodeExecutionData[]> {
	const file = await fixture.engine.binary(picture);
	const ids: string[] = [];
	while (ids.length < values.length) ids.push(await newIdFor(operation, fixture));
	fixture.sandbox.audit.length = 0;
	const named = (index: number) =>
		kind === 'session id' ? fullSession(fixture.sandbox) : String(ids[index]);
	return values.map((value, index) => ({
		json: {
			id: ids[index],
			value: typeof value === 'string' ? value.replaceAll(ID, named(index)) : value,
			extra: field.name === 'extraFields' ? {} : { marker: index },
		} as IDataObject,
		binary: { data: file, face1: file, face2: file },
	}));
}

async function runWith(parameter: FoundParameter, values: unknown[], onError = true) {
	return await fixture.run(parametersWith(parameter, '={{ $json.value }}'), {
		items: await itemsFor(parameter, values),
		onError: onError ? 'continueRegularOutput' : undefined,
	});
}

describe('refuses an invalid value, names the field and sends nothing', () => {
	it.each(tried)('$title', async ({ parameter }) => {
		const values = refusedValues(parameter);
		const isOfTheRun = OF_THE_RUN.includes(parameter.field.name);
		const errors: string[] = [];
		for (const batch of isOfTheRun ? values.map((value) => [value]) : [values]) {
			const { error, items } = await runWith(parameter, batch, !isOfTheRun);
			errors.push(...(error ? [error.message] : items.map(({ json }) => String(json.error))));
			expect(fixture.sandbox.audit).toEqual([]);
		}
		const label = expect.stringContaining(`'${parameter.field.displayName}'`);
		expect(values.map((value, index) => [value, errors[index]])).toEqual(
			values.map((value) => [value, label]),
		);
	});
});

/** Without what differs between two runs of the same call. */
function stable(value: unknown): string {
	return JSON.stringify(value)
		.replace(/\b[a-z0-9]{40}\b|sandbox-record-\d+/g, '[id]')
		.replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|"fileSize":\d+|\d+ bytes/g, '[new]')
		.replace(/webhook-waiting\/\d+|signature=\w+|filesystem-v2:[^"]+|"durationMs":\d+/g, '[new]')
		.replace(/invitation=[\w-]+|"id":"[\w-]{22}"/g, '[new]')
		.replace(/"marker":\d+,?/g, '')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '[now]');
}

/** The output's own fields: a list may hand on what the input had. */
function withoutInput(json: IDataObject): IDataObject {
	const entries = Object.entries(json).filter(([name]) => name !== 'value' && name !== 'extra');
	return Object.fromEntries(entries);
}

/** What each of the values had sent, and gave. */
async function callsWith(parameter: FoundParameter, values: unknown[]): Promise<string[]> {
	const { error, items } = await runWith(parameter, values);
	if (error) throw error;
	const requests = fixture.sandbox.audit.map(({ path, fields }) => ({ path, fields }));
	return values.map((_, index) => {
		const own = requests.filter(({ fields }) => Number(fields.marker ?? index) === index);
		const outputs = items
			.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index)
			.map(({ json, binary }) => [withoutInput(json), Object.keys(binary ?? {})]);
		return stable({ requests: own.map((request) => stable(request)).sort(), outputs });
	});
}

/** A field of a collection that several operations share is read in one place: it is tried once. */
const triedOnce = tried.filter(({ parameter: { path, field } }, index) => {
	const first = tried.findIndex(({ parameter }) => parameter.field === field);
	return path.length === 1 || first === index;
});

describe('reads all spellings of a value as the same', () => {
	it.each(triedOnce)('$title', async ({ parameter }) => {
		for (const spellings of sameValues(parameter)) {
			fixture.sandbox.reset();
			const [first, ...others] = await callsWith(parameter, spellings);
			expect(first).not.toContain('"error"');
			expect(others).toEqual(others.map(() => first));
		}
	});
});
