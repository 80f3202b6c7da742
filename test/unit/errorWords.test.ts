import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What n8n's guide keeps out of the texts of errors: they say what happened, and what to do. */
const AVOIDED = /\b(errors?|problems?|failures?|mistakes?)\b/i;
/** Where a text stands that users read of an error: in what is thrown, */
const THROWN = /^(User|NodeOperation|NodeApi|Failed)Error$/;
/** or in what is told of a request. */
const TOLD = /^(headline|advice|message|description|what)$/;

interface Text {
	file: string;
	text: string;
}

/** The texts that users read of errors, as they stand in the sources. */
function errorTexts(): Text[] {
	const files = readdirSync('nodes', { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join('nodes', name));
	return files.flatMap((file) => {
		const source = ts.createSourceFile(
			file,
			readFileSync(file, 'utf8'),
			ts.ScriptTarget.Latest,
			true,
		);
		return textsIn(source, false).map((text) => ({ file, text }));
	});
}

function textsIn(node: ts.Node, isRead: boolean): string[] {
	const text = isRead ? textOf(node) : undefined;
	if (text !== undefined) return [text];
	const children: string[] = [];
	ts.forEachChild(node, (child) => {
		children.push(...textsIn(child, isRead || startsText(node)));
	});
	return children;
}

/** A text without what is put into it. */
function textOf(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return [node.head, ...node.templateSpans.map(({ literal }) => literal)]
		.map((part) => part.text)
		.join('…');
}

function startsText(node: ts.Node): boolean {
	if (ts.isNewExpression(node)) return THROWN.test(node.expression.getText());
	return ts.isPropertyAssignment(node) && TOLD.test(node.name.getText());
}

it('no text of an error speaks of errors', () => {
	const texts = errorTexts();
	expect(texts.length).toBeGreaterThan(150);
	expect(texts.filter(({ text }) => AVOIDED.test(text))).toEqual([]);
});
