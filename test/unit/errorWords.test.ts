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

interface Text {
	file: string;
	text: string;
}

/** The texts of errors in the sources. */
function errorTexts(): Text[] {
	const files = readdirSync('nodes', { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join('nodes', name));
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
