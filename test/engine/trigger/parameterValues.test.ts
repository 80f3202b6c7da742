import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';

import { IdentomatCallbackTrigger } from '../../../nodes/IdentomatCallbackTrigger/IdentomatCallbackTrigger.node';
import { IdentomatTrigger } from '../../../nodes/IdentomatTrigger/IdentomatTrigger.node';
import { kindOf, type Kind } from '../parameterKinds';
import { ID, refusedValues, sameValues } from '../parameterSpellings';
import { CALLBACK_KEY, setUpCallbackTrigger } from './callbackFixture';
import { runUserService, setUpTrigger } from './triggerFixture';

interface FoundParameter {
	title: string;
	kind: Kind;
	field: INodeProperties;
	isOption: boolean;
}

/** Every parameter of a trigger that an expression can fill in. */
function parametersOf({ properties }: { properties: INodeProperties[] }): FoundParameter[] {
	const described = (field: INodeProperties, isOption: boolean) => ({
		title: field.name,
		kind: kindOf(field),
		field,
		isOption,
	});
	return properties
		.filter(({ type, noDataExpression }) => type !== 'notice' && !noDataExpression)
		.flatMap((field) =>
			field.type === 'collection'
				? ((field.options ?? []) as INodeProperties[]).map((option) => described(option, true))
				: [described(field, false)],
		);
}

/** The value comes from an expression: what is saved as it is, n8n replaces with the default if it is null. */
function withValue(base: INodeParameters, { field, isOption }: FoundParameter, value: unknown) {
	const given = { [field.name]: `={{ ${JSON.stringify(value)} }}` };
	return { ...base, ...(isOption ? { options: given } : given) };
}

/** Some spellings hold the id of a session that there is. */
function withId(value: unknown, id: string): unknown {
	if (Array.isArray(value)) return value.map((one) => withId(one, id));
	return typeof value === 'string' ? value.replaceAll(ID, id) : value;
}

describe('Identomat Trigger', () => {
	const polling = setUpTrigger();
	const source = runUserService();
	const tried = parametersOf(new IdentomatTrigger().description).filter(
		// Each choice of these is another trigger, with tests of its own.
		({ title }) => !['event', 'source'].includes(title),
	);
	const ofSource = ['sourceUrl', 'sourceIdPath', 'sourceNextPath', 'sourceNextParameter'];

	function baseFor({ title }: FoundParameter, id: string): INodeParameters {
		const base = { event: 'sessionFinished', simplify: true };
		source.answer = (_, response) => response.end(JSON.stringify({ ids: [id] }));
		return ofSource.includes(title)
			? { ...base, source: 'url', sourceUrl: source.url, sourceIdPath: 'ids[*]' }
			: { ...base, source: 'list', sessionIds: id };
	}

	it.each(tried)('refuses an invalid $title, names it and sends nothing', async (found) => {
		const id = polling.sandbox.addSession();
		const errors: unknown[] = [];
		const values = refusedValues(found);
		for (const value of values) {
			const parameters = withValue(baseFor(found, id), found, value);
			errors.push(
				await polling.poll(parameters).then(
					({ items }) => items,
					({ message }: Error) => message,
				),
			);
		}
		const label = expect.stringContaining(`'${found.field.displayName}'`);
		expect(values.map((value, index) => [value, errors[index]])).toEqual(
			values.map((value) => [value, label]),
		);
		expect(polling.sandbox.audit).toEqual([]);
	});

	it.each(tried)('reads all spellings of $title as the same', async (found) => {
		for (const spellings of spellingsOf(found)) {
			const id = polling.sandbox.addSession();
			const outputs: unknown[] = [];
			for (const value of spellings) {
				const parameters = withValue(baseFor(found, id), found, withId(value, id));
				const { items, staticData } = await polling.poll(parameters);
				outputs.push({ items, watched: Object.keys(staticData) });
			}
			expect(outputs).toEqual(outputs.map(() => outputs[0]));
		}
	});

	function spellingsOf(found: FoundParameter): unknown[][] {
		if (found.title === 'sourceUrl') return [[source.url, ` ${source.url}\u200b`]];
		if (found.title === 'sourceIdPath') return [['ids[*]', ' ids[*] ', 'ids[*]\u200b']];
		return sameValues(found);
	}
});

describe('Identomat Callback Trigger', () => {
	const callbacks = setUpCallbackTrigger();
	const tried = parametersOf(new IdentomatCallbackTrigger().description);
	const base: INodeParameters = { events: ['sessionUpdated'], simplify: true };
	const update = (sessionId: string): IDataObject => ({
		callbackApiKey: CALLBACK_KEY,
		type: 'session-updated',
		sessionId,
	});

	it.each(tried)('starts no workflow with an invalid $title', async (found) => {
		const id = callbacks.sandbox.addSession();
		const values = refusedValues(found);
		for (const value of values) {
			const { answer, items } = await callbacks.call(update(id), withValue(base, found, value));
			expect([value, answer?.status, items]).toEqual([value, 500, undefined]);
		}
	});

	it.each(tried)('reads all spellings of $title as the same', async (found) => {
		for (const spellings of sameValues(found)) {
			const outputs: unknown[] = [];
			for (const value of spellings) {
				// Another session each time, since one outcome starts the workflow once.
				const id = callbacks.sandbox.addSession();
				const { items } = await callbacks.call(update(id), withValue(base, found, value));
				outputs.push(JSON.stringify(items).replaceAll(id, ID));
			}
			expect(outputs).toEqual(outputs.map(() => outputs[0]));
		}
	});
});
