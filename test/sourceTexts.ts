import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A source file as TypeScript reads it. */
export function parseSource(path: string): ts.SourceFile {
	const text = readFileSync(path, 'utf8');
	return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The text of a literal, with `…` for what a template puts into it; undefined for any other node. */
export function literalText(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return [node.head, ...node.templateSpans.map(({ literal }) => literal)]
		.map((part) => part.text)
		.join('…');
}
