import { readdirSync, readFileSync } from 'node:fs';

import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { IdentomatSessionListApi } from '../../credentials/IdentomatSessionListApi.credentials';
import { Identomat } from '../../nodes/Identomat/Identomat.node';
import { IdentomatCallbackTrigger } from '../../nodes/IdentomatCallbackTrigger/IdentomatCallbackTrigger.node';
import { IdentomatTrigger } from '../../nodes/IdentomatTrigger/IdentomatTrigger.node';

// What n8n's guide for the user interface asks for, as far as it can be checked.

interface Field {
	path: string;
	field: INodeProperties;
}

/** A property and all those within it. */
function within(path: string, field: INodeProperties): Field[] {
	const inner = (field.options ?? []).flatMap((option) => {
		if ('values' in option) return option.values;
		return 'displayName' in option && 'type' in option ? [option] : [];
	});
	const own = `${path}.${field.name}`;
	return [{ path: own, field }, ...inner.flatMap((one) => within(own, one))];
}

const descriptions: INodeTypeDescription[] = [
	new Identomat().description,
	new IdentomatTrigger().description,
	new IdentomatCallbackTrigger().description,
];
const credentials: ICredentialType[] = [new IdentomatApi(), new IdentomatSessionListApi()];
const fields = [...descriptions, ...credentials].flatMap(({ name, properties }) =>
	properties.flatMap((property) => within(name, property)),
);
const choices = fields.flatMap(({ path, field }) =>
	(field.options ?? [])
		.filter((option): option is INodePropertyOptions => 'value' in option)
		.map((option) => ({ path: `${path}=${String(option.value)}`, option })),
);
const texts = [
	...descriptions.map(({ name, description }) => ({ path: name, text: description })),
	...fields.flatMap(({ path, field }) =>
		[field.description, field.hint, field.type === 'notice' ? field.displayName : ''].map(
			(text) => ({ path, text: text ?? '' }),
		),
	),
	...choices.map(({ path, option }) => ({ path, text: option.description ?? '' })),
];

const labelOf = ({ field }: Field) => field.displayName;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pathsOf = (found: Array<{ path: string }>) => found.map(({ path }) => path);

it('finds texts to check', () => {
	expect(fields.length).toBeGreaterThan(100);
	expect(choices.length).toBeGreaterThan(100);
});

it('a display condition has no empty side: n8n 1.123.81 would not load the node', () => {
	const found = fields.filter(({ field }) =>
		Object.values(field.displayOptions ?? {}).includes(undefined),
	);
	expect(pathsOf(found)).toEqual([]);
});

it('a hint is one sentence without a full stop', () => {
	const found = fields.filter(({ field }) => /\.( |$)/.test(field.hint ?? ''));
	expect(pathsOf(found)).toEqual([]);
});

it('a description of one sentence has no full stop, one of several has', () => {
	const isWrong = (text: string) => {
		const sentences = text.split(/(?<!e\.g|etc)\. /).length;
		return text !== '' && sentences > 1 !== text.endsWith('.');
	};
	expect(pathsOf(texts.filter(({ text }) => isWrong(text)))).toEqual([]);
});

it('no text speaks of errors, problems, failures or mistakes', () => {
	const found = texts.filter(({ text }) =>
		/\b(errors?|problems?|failures?|mistakes?)\b/i.test(text),
	);
	expect(pathsOf(found)).toEqual([]);
});

it('a verification is called a session everywhere, in the examples and the README too', () => {
	const examples = readdirSync('examples').map((name) => `examples/${name}`);
	const documents = ['README.md', ...examples].map((path) => ({
		path,
		text: readFileSync(path, 'utf8').replaceAll(/identity verifications?/g, ''),
	}));
	const found = [...texts, ...documents].filter(({ text }) =>
		/\bverifications\b|\b(a|the|this|Your) verification\b(?! link)/i.test(text),
	);
	expect(pathsOf(found)).toEqual([]);
});

it('names of fields are in single quotes', () => {
	const names = fields.filter(({ field }) => field.type !== 'notice').map(labelOf);
	const ofSeveralWords = new Set(names.filter((name) => name.includes(' ')));
	// A part of a longer name is none.
	const bare = [...ofSeveralWords].map(
		(name) => new RegExp(`(?<!'|\\w|: )${escaped(name)}(?!'|\\w| \\()`),
	);
	expect(ofSeveralWords.size).toBeGreaterThan(50);
	expect(pathsOf(texts.filter(({ text }) => bare.some((name) => name.test(text))))).toEqual([]);
});

it('a placeholder begins with "e.g."', () => {
	const found = fields.filter(
		({ field }) =>
			!['collection', 'fixedCollection'].includes(field.type) &&
			!/^(e\.g\. |$)/.test(field.placeholder ?? ''),
	);
	expect(pathsOf(found)).toEqual([]);
});

it('a trigger begins with the event', () => {
	for (const { group, properties } of descriptions.filter(({ group }) =>
		group.includes('trigger'),
	)) {
		expect(group).toEqual(['trigger']);
		expect(properties.find(({ type }) => type !== 'notice')?.displayName).toBe('Trigger On');
	}
});

// The editor draws all credentials of a node in one place: before the last parameter that their
// `displayOptions` name, else before the first.
it('the credential comes first for every operation', () => {
	for (const { credentials = [], properties } of descriptions) {
		const named = credentials.flatMap(({ displayOptions }) =>
			Object.keys(displayOptions?.show ?? {}),
		);
		const places = named.map((name) => properties.findIndex((one) => one.name === name));
		expect(Math.max(0, ...places)).toBe(0);
	}
});

it('every choice of result fields recommends to return only needed fields', () => {
	const found = fields.filter(({ path }) => path.endsWith('.options.fields'));
	expect(pathsOf(found)).toEqual([
		'identomat.options.fields',
		'identomat.options.fields',
		'identomatTrigger.options.fields',
		'identomatCallbackTrigger.options.fields',
	]);
	for (const { field } of found) expect(field.hint).toMatch(/minimization/);
});

it('every node description begins with the purpose of the package', () => {
	for (const { description } of descriptions) expect(description).toMatch(/^Verify the identity/);
});

it('an added switch is on', () => {
	const found = fields.filter(
		({ path, field }) => path.includes('.flags.') && field.type === 'boolean' && !field.default,
	);
	expect(pathsOf(found)).toEqual([]);
});

it('a session ID defaults to that of the item', () => {
	const found = fields.filter(
		({ field }) =>
			field.name === 'sessionId' && field.required && !field.displayOptions?.show?.['@tool'],
	);
	expect(new Set(found.map(({ field }) => field.default))).toEqual(
		new Set(['={{ $json.sessionId }}']),
	);
});

it('every node is found by the same search words', () => {
	const aliases = descriptions.map(({ name }) => {
		const folder = name.charAt(0).toUpperCase() + name.slice(1);
		const codex = readFileSync(`nodes/${folder}/${folder}.node.json`, 'utf8');
		return (JSON.parse(codex) as { alias: string[] }).alias;
	});
	for (const alias of aliases) expect(alias).toEqual(aliases[0]);
	expect(aliases[0]).toEqual(
		expect.arrayContaining([
			'KYC',
			'AML',
			'sanctions',
			'PEP',
			'verify',
			'identity verification',
			'ID card',
			'passport',
			'document',
			'selfie',
			'OCR',
			'onboarding',
			'age',
			'driver license',
			'background check',
			'age check',
			'document scan',
			'document verification',
			'eKYC',
			'know your customer',
			'customer due diligence',
		]),
	);
});
