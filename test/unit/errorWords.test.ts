import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { literalText, parseSource } from '../sourceTexts';

/** What n8n's guide keeps out of the texts of errors: they say what happened, and what to do. */
const AVOIDED = /\b(errors?|problems?|failures?|mistakes?)\b/i;
/** Every text in this folder is read by users, */
const WORDING_FOLDER = join('nodes', 'api', 'errors');
/** and elsewhere a text of what is thrown, */
const THROWN = /^(User|NodeOperation|NodeApi|Failure)Error$/;
/** or of one of these properties. */
const TEXT_PROPERTIES = /^(headline|advice|message|description|what)$/;

/** The classes of errors whose message n8n shows. */
const SHOWN = /^(|User|NodeOperation|NodeApi|Application|Operational|Unexpected)Error$/;
/** The functions of the folder. Their arguments are values and labels, */
const WORDING_FUNCTION = /(Error|[fF]ailures?\b.*)$/;
/** and a label has capital letters and quotes, such as `'Key' of step 1`. */
const LABEL = /'[^']*'|\bof\b|step …/g;

interface Text {
	file: string;
	text: string;
}

const files = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(folder, name)),
);

/** The texts of errors in the sources. */
function errorTexts(): Text[] {
	return files.flatMap((file) => {
		const isWording = file.startsWith(WORDING_FOLDER);
		return textsIn(parseSource(file), isWording).map((text) => ({ file, text }));
	});
}

function textsIn(node: ts.Node, isRead: boolean): string[] {
	const text = isRead ? literalText(node) : undefined;
	if (text !== undefined) return [text];
	const children: string[] = [];
	ts.forEachChild(node, (child) => {
		children.push(...textsIn(child, isRead || startsText(node)));
	});
	return children;
}

function startsText(node: ts.Node): boolean {
	if (ts.isNewExpression(node)) return THROWN.test(node.expression.getText());
	return ts.isPropertyAssignment(node) && TEXT_PROPERTIES.test(node.name.getText());
}

it('texts of errors say what happened without words such as error or failure', () => {
	const texts = errorTexts();
	expect(texts.length).toBeGreaterThan(150);
	const sentences = texts.filter(({ text }) => text.includes(' '));
	expect(sentences.filter(({ text }) => AVOIDED.test(text))).toEqual([]);
});

/** The places that word an error themselves: they make one of n8n's, or hand over a part of its text. */
function ownWords(node: ts.Node): string[] {
	const found: string[] = [];
	if (ts.isNewExpression(node) && SHOWN.test(node.expression.getText())) found.push(node.getText());
	if (ts.isCallExpression(node) && WORDING_FUNCTION.test(node.expression.getText())) {
		const texts = node.arguments.flatMap((argument) => textsIn(argument, true));
		found.push(...texts.filter((text) => / [a-z]/.test(text.replace(LABEL, ''))));
	}
	ts.forEachChild(node, (child) => {
		found.push(...ownWords(child));
	});
	return found;
}

it('errors are worded in the folder for them and nowhere else', () => {
	const words = (file: string) => ownWords(parseSource(file)).map((text) => ({ file, text }));
	const isWording = (file: string) => file.startsWith(WORDING_FOLDER);
	expect(files.filter(isWording).flatMap(words).length).toBeGreaterThan(30);
	expect(files.filter((file) => !isWording(file)).flatMap(words)).toEqual([]);
});
