import { UserError } from 'n8n-workflow';

/**
 * Why a value that a user entered cannot be used. `field` is what the panel calls it, such as `'Session ID'`
 * or `'Key' of step 1`.
 */

const CHECK_EXPRESSION = 'Check the value, or what the expression returns for this item.';
const CHOOSE_ONE_FIELD =
	'The expression in it gives an object or a list. Choose one field of it, such as {{ $json.sessionId }}.';
const OTHER_VALUES = "Set any other value in 'Additional Fields (JSON)'.";
const SESSION_ID_ADVICE =
	'A session ID has 8 to 128 letters, digits, - and _. Enter the ID that Create returned, or the whole verification link.';
const JSON_EXAMPLE = '{"name": "value"}';

function invalid(field: string, reason: string, advice = CHECK_EXPRESSION): UserError {
	return new UserError(`${field} ${reason}`, { description: advice });
}

/** A value of the user, short enough for a message. */
function shown(value: unknown): string {
	const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** The same with quotes around a text. */
function asJson(value: unknown): string {
	return shown(JSON.stringify(value) ?? value);
}

// Missing values

/** @param expression that returns a value of an earlier node */
export function emptyFieldError(field: string, expression?: string): UserError {
	const advice = expression
		? `An earlier node has this value: ${expression}`
		: 'Enter a value, or check that the expression returns one for this item.';
	return invalid(field, 'is empty', advice);
}

export function noFileKindError(): UserError {
	return invalid("'Files'", 'is empty', 'Choose at least one kind of file.');
}

export function noDocumentTypeError(): UserError {
	return invalid(
		"'General Document Types'",
		'is empty',
		"Choose at least one, or take General Document out of 'Files'.",
	);
}

export function noOutcomeError(): UserError {
	return invalid("'Outcomes'", 'is empty', 'Choose at least one outcome that starts the workflow.');
}

export function noPersonNameError(): UserError {
	return invalid(
		"'Name'",
		'is empty',
		"Fill in 'Name', or 'First Name' and 'Last Name' in 'Additional Fields'.",
	);
}

// Texts, numbers and choices

export function notATextError(field: string, value: unknown): UserError {
	return typeof value === 'object'
		? invalid(field, 'must be a text', CHOOSE_ONE_FIELD)
		: invalid(field, `must be a text, not ${String(value)}`);
}

/** For a text that JavaScript makes of a missing value. */
export function leftoverTextError(field: string, text: string): UserError {
	return invalid(field, `cannot be "${shown(text)}"`);
}

export function notANumberError(
	field: string,
	{ min, max, isWhole }: { min: number; max?: number; isWhole?: boolean },
): UserError {
	const number = isWhole ? 'a whole number' : 'a number';
	const range = max === undefined ? `from ${min}` : `from ${min} to ${max}`;
	return invalid(field, `must be ${number} ${range}`);
}

export function notABooleanError(field: string, value: unknown): UserError {
	return invalid(field, `must be true or false, not ${asJson(value)}`);
}

export function unknownChoiceError(
	field: string,
	value: unknown,
	choices: readonly string[],
): UserError {
	return invalid(field, `cannot be "${shown(value)}"`, `Valid values: ${choices.join(', ')}.`);
}

export function notAListError(field: string, value: unknown): UserError {
	return invalid(field, `must be a list, not ${asJson(value)}`);
}

export function listElementError(field: string, element: unknown): UserError {
	return invalid(field, `cannot hold ${asJson(element)}`);
}

/** @param name of the list that the value should hold */
export function notRowsError(field: string, name: string): UserError {
	return invalid(field, `must hold a list named ${name}`);
}

export function notACollectionError(field: string): UserError {
	return invalid(field, 'must be an object with its fields');
}

export function notAnObjectError(field: string): UserError {
	return invalid(field, 'must be a JSON object', `It looks like this: ${JSON_EXAMPLE}`);
}

export function invalidJsonError(field: string, cause: unknown): UserError {
	const place = cause instanceof Error ? cause.message : String(cause);
	return invalid(
		field,
		'is not valid JSON',
		`Names and texts need double quotes, as in ${JSON_EXAMPLE}. ${place}`,
	);
}

// Files

export function reservedFieldNameError(field: string, name: string): UserError {
	return invalid(field, `cannot be "${shown(name)}"`, 'Choose another name, such as data.');
}

export function notAFileFieldError(field: string): UserError {
	return invalid(
		field,
		'must be the name of a field, or a file',
		"To take a file from another node, choose Expression and name it: {{ $('Form').item.binary.data }}",
	);
}

/** @param name of the input's field with the file */
export function emptyFileError(name: string): UserError {
	return invalid(`The file in '${name}'`, 'is empty', 'Check the node that the file comes from.');
}

const NEW_PHOTOS =
	'On an iPhone, choose Settings > Camera > Formats > Most Compatible. On Android, turn off HEIF pictures in the camera settings.';

/** How to get a JPEG, by the type of the file that was given. */
const JPEG_ADVICE: Array<[type: RegExp, advice: string]> = [
	[
		/^image\/(?:heic|heif|avif)/,
		`Ask for a JPEG file: 'Edit Image' may not read this format. ${NEW_PHOTOS}`,
	],
	[/^image\//, "Add an 'Edit Image' node before this node and set its option 'Format' to JPEG."],
	[
		/^application\/pdf$/,
		'Ask for a photo of the page, or convert it with a service: n8n has no node that does.',
	],
	[/^video\//, 'Ask for a photo instead of a video.'],
];

/** @param name of the input's field with the file */
export function notAJpegError(name: string, mimeType = 'of an unknown type'): UserError {
	const [, advice = 'Check that the field has the image.'] =
		JPEG_ADVICE.find(([type]) => type.test(mimeType)) ?? [];
	return invalid(`The file in '${name}'`, 'is not a JPEG image', `It is ${mimeType}. ${advice}`);
}

// Sessions

export function notASessionIdError(field: string, value: unknown): UserError {
	if (typeof value === 'object') return notATextError(field, value);
	const isAddress = /^\W*\w+:\/\//.test(String(value));
	const reason = isAddress ? 'is a web address without a session ID' : 'is not a session ID';
	return invalid(field, reason, SESSION_ID_ADVICE);
}

export function notSessionIdsError(field: string): UserError {
	return invalid(
		field,
		'must be a list of session IDs',
		'Enter IDs separated by commas, spaces or lines, or a JSON array of texts.',
	);
}

export function otherEntryError(field: string, entry: unknown): UserError {
	return invalid(
		field,
		'holds something that is not a session ID',
		`"${shown(entry)}" is not a session ID. ${SESSION_ID_ADVICE}`,
	);
}

/**
 * For two steps, questions or choices with the same key.
 * @param what such as `step`
 * @param place where both are, such as ` of question 2`
 */
export function repeatedKeyError(
	what: string,
	{ first, second, place }: { first: number; second: number; place: string },
): UserError {
	return invalid(
		`'Key' of ${what} ${second}${place}`,
		`is the same as that of ${what} ${first}`,
		`Give each ${what} a key of its own: the result names the answers by it.`,
	);
}

// People

export function notANameError(field: string, value: unknown): UserError {
	return invalid(field, `must be a name, not "${shown(value)}"`);
}

export function notADateError(field: string, value: unknown): UserError {
	return invalid(
		field,
		`must be a date such as 1979-11-25, not "${shown(value)}"`,
		'Write year, month and day. A time other than midnight is refused, because it can be another day in another time zone.',
	);
}

export function birthDateRangeError(field: string, day: string): UserError {
	return invalid(field, `must be a date from 1900 to today, not ${day}`);
}

export function notAGenderError(field: string, value: unknown): UserError {
	return invalid(
		field,
		`must be female or male, not "${shown(value)}"`,
		`F and M work, too. Leave it out if it is not known. ${OTHER_VALUES}`,
	);
}

export function notACountryError(field: string, value: unknown): UserError {
	return invalid(
		field,
		`must be a country, not "${shown(value)}"`,
		`Enter its name in English or its ISO code, such as Georgia, GE or GEO. ${OTHER_VALUES}`,
	);
}
