import type { INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../nodes/Identomat/actions/resources';
import { Identomat } from '../../nodes/Identomat/Identomat.node';

// n8n's linter reads literals only: what it asks of a list of operations is checked here.

const { properties } = new Identomat().description;

/** The choices of a parameter, for one resource where there are several. */
function choicesOf(name: string, resource?: string): INodePropertyOptions[] {
	const field = properties.find(
		({ name: itsName, displayOptions }) =>
			itsName === name && (!resource || displayOptions?.show?.resource?.includes(resource)),
	);
	return (field?.options ?? []) as INodePropertyOptions[];
}

const names = Object.keys(resources);
const lists = names.map((name) => ({ list: name, choices: choicesOf('operation', name) }));
const offers = names.flatMap((resource) =>
	choicesOf('operation', resource).map((offer) => ({ offer, of: `${resource}.${offer.value}` })),
);

it('each resource can be chosen, and has a default operation', () => {
	expect(choicesOf('resource').map(({ value }) => value)).toEqual(names);
	for (const [, resource] of Object.entries(resources)) {
		expect(Object.keys(resource?.operations ?? {})).toContain(resource?.default);
	}
});

it.each(lists)('the options of $list are sorted by name, each once', ({ choices }) => {
	const texts = choices.map(({ name }) => name);
	expect(choices.length).toBeGreaterThan(0);
	expect(texts).toEqual([...texts].sort((one, other) => one.localeCompare(other)));
	expect(new Set(texts).size).toBe(texts.length);
	expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
});

it.each(offers)('$of has a name in title case and an action as a sentence', ({ offer }) => {
	const { name, action = '', description = '' } = offer;
	expect(name).toMatch(/^[A-Z]\S*( [A-Z]\S*| of| for| to| and)*$/);
	// Sentence case, but for PDF, AML and the like; a verb and what it is done to.
	expect(action).toMatch(/^[A-Z]\S+( [a-z0-9]\S*| [A-Z]{2,}\S*)+$/);
	expect(action.length).toBeLessThanOrEqual(60);
	expect(description).toMatch(/^[A-Z]\S* \S/);
	expect(description).not.toMatch(/\n| {2}/);
	for (const text of [action, description]) {
		// One sentence has no full stop, several have one each.
		expect(/[.!]$/.test(text)).toBe(/[.!] [A-Z]/.test(text));
	}
});

it('no two operations are listed with the same action', () => {
	const actions = offers.map(({ offer }) => offer.action);
	expect(new Set(actions).size).toBe(actions.length);
});
