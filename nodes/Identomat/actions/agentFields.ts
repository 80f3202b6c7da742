import type { INodeProperties } from 'n8n-workflow';

/** The editor shows an expression that begins with this as filled in by the model. */
const FILLED_BY_MODEL = '/*n8n-auto-generated-fromAI-override*/';

/**
 * A field in two variants of one name: as it is, and filled in by the model if the node is the tool of an
 * AI agent. Without it a tool has no parameters until its user finds the button in the editor.
 * @param meaning what the model reads about the field, without quotes, backquotes and backslashes
 */
export function filledByModel(field: INodeProperties, meaning: string): INodeProperties[] {
	const { displayOptions } = field;
	// The key that the editor would choose.
	const key = field.displayName.replaceAll(' ', '_');
	return [
		{
			...field,
			displayOptions: { ...displayOptions, hide: { ...displayOptions?.hide, '@tool': [true] } },
		},
		{
			...field,
			default: `={{ ${FILLED_BY_MODEL} $fromAI('${key}', \`${meaning}\`, 'string') }}`,
			displayOptions: { ...displayOptions, show: { ...displayOptions?.show, '@tool': [true] } },
		},
	];
}
