import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { literalText, parseSource } from '../sourceTexts';

/**
 * Phrases that a reader with English as a second language stumbles over, and British spellings. n8n's texts have
 * none of them.
 */
const AVOIDED = [
	/what was filled in/i,
	/could not be had/i,
	/\bgo(es)? on\b/i,
	/\b(goes|start|starts|answers|sends?) (on )?at once\b/i,
	/(comes|come|came) back/i,
	/turn(s|ed) away/i,
	/\bis none\b/i,
	/\bno more\b/i,
	/\b(is|are|was|were) asked (for|about)\b/i,
	/\bdoes not take\b/i,
	/\bdoes not know\b/i,
	/\bwas silent\b/i,
	/\bits turn\b/i,
	/\b(tell|tells|told)\b/i,
	/\bstands?\b(?! (for|by|out|alone))/i,
	/\bplease\b/i,
	/\be-mail/i,
	/\b\w+(isation|ise|ising|ised)\b(?<!\b(otherwise|likewise|exercise|promise|raise|advise|revise|precise|noise|rise|wise|enterprise|supervise|compromise|surprise|franchise|raising|advised|promised|advertise|expertise|premise))/i,
	/\blicences?\b/i,
	/\bbehaviours?\b/i,
	/\bcancelled\b/i,
];

interface Text {
	place: string;
	text: string;
}

const markdown = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesIn('docs', '.md')];
const examples = filesIn('examples', '.json');
const sources = ['nodes', 'credentials'].flatMap((folder) => filesIn(folder, '.ts'));

function filesIn(folder: string, ending: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith(ending))
		.map((name) => join(folder, name));
}

/** The sentences of a page, without code. */
function proseOf(path: string): Text {
	const text = readFileSync(path, 'utf8')
		.replace(/```[^]*?```/g, '')
		.replace(/`[^`\n]*`/g, '')
		.replace(/\]\([^)]*\)/g, ']');
	return { place: path, text };
}

interface ExampleNode {
	name: string;
	notes?: string;
	type: string;
	parameters: Record<string, unknown>;
}

/** The notes and the names of an example's nodes. */
function textsOfExample(path: string): Text[] {
	const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as { nodes: ExampleNode[] };
	return nodes.flatMap(({ name, notes, type, parameters }) => {
		const note = type.endsWith('.stickyNote') ? String(parameters.content) : '';
		return [name, notes ?? '', note].map((text) => ({ place: `${path}: ${name}`, text }));
	});
}

/** All texts in a source file that hold a sentence or a name: what is without a blank is an identifier. */
function textsOfSource(path: string): Text[] {
	const texts: Text[] = [];
	const visit = (node: ts.Node): void => {
		const text = literalText(node);
		if (text?.includes(' ') && !ts.isImportDeclaration(node.parent))
			texts.push({ place: path, text });
		ts.forEachChild(node, visit);
	};
	visit(parseSource(path));
	return texts;
}

function stumblesIn(texts: Text[]): string[] {
	return texts.flatMap(({ place, text }) =>
		AVOIDED.flatMap((phrase) => {
			const found = phrase.exec(text);
			if (!found) return [];
			const around = text.slice(Math.max(0, found.index - 40), found.index + 60);
			return [`${place}: "${around.replace(/\s+/g, ' ')}"`];
		}),
	);
}

it('finds texts in panels, messages, pages and examples', () => {
	expect(sources.flatMap(textsOfSource).length).toBeGreaterThan(400);
	expect(markdown.length).toBeGreaterThan(10);
	expect(examples.flatMap(textsOfExample).length).toBeGreaterThan(100);
});

it('panels and messages are in plain language', () => {
	expect(stumblesIn(sources.flatMap(textsOfSource))).toEqual([]);
});

it.each(markdown)('%s is in plain language', (path) => {
	expect(stumblesIn([proseOf(path)])).toEqual([]);
});

it.each(examples)('%s is in plain language', (path) => {
	expect(stumblesIn(textsOfExample(path))).toEqual([]);
});
