import type { Failure as N8nFailure, INode, INodeProperties, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { endpoints } from '../endpoints';
import {
	complainsOfRequest,
	concernsAll,
	concernsOneSession,
	concernsRequest,
	isKnownCode,
	refusesCompanyKey,
	refusesKey,
	refusesSignature,
	type Failure,
	type KnownCode,
} from './failure';

/** What happened, in the words of a user's work, and what to do about it. */
interface ErrorText {
	headline: string;
	advice: string;
}

/** What was asked for, as the words of an error need it. */
export interface ErrorContext {
	/** What the user fills in: an error names a field by its label. */
	fields: ReadonlyArray<Pick<INodeProperties, 'name' | 'displayName' | 'options'>>;
	/** What it means where Identomat refuses what was asked for, if that is known better than its code tells. */
	errorOverride?: Pick<ErrorText, 'advice'> & Partial<ErrorText>;
}

const NOTHING: ErrorContext = { fields: [] };

const WRONG_KEY: ErrorText = {
	headline: 'Identomat does not know the company key',
	advice: 'Check the company key in the credential.',
};
const WRONG_SIGNATURE: ErrorText = {
	headline: 'Identomat does not accept the signature of the request',
	advice: "Check the 'Secret Key' in the credential.",
};
/** The two hosts have different codes for it (inferred). */
const UNKNOWN_SESSION: ErrorText = {
	headline: 'Identomat does not know this session',
	advice:
		'Check the session ID, which has 40 lower-case characters and digits. A session that was deleted or belongs to another company is not known; if no session is, check the company key in the credential.',
};
const WRONG_FIELDS: ErrorText = {
	headline: 'Identomat does not take what was filled in',
	advice: "Check the fields of this node, and 'Extra Fields'.",
};
const NO_BALANCE: ErrorText = {
	headline: 'The Identomat account has no balance or no plan for this',
	advice: 'Ask your Identomat manager, then run the node again.',
};

/** Evidence of the codes: reference, but for argumentError (observed). */
const textsByCode: Record<KnownCode, ErrorText> = {
	argumentError: WRONG_FIELDS,
	invalidAccess: {
		headline: 'Identomat does not let this account have what was asked for',
		advice: 'Check the ID, the company key in the credential, and that the account may use this.',
	},
	notFound: {
		headline: 'Identomat does not have what was asked for',
		advice: 'Check the ID, and that the step was part of the session.',
	},
	companyMissing: WRONG_KEY,
	paymentNeeded: NO_BALANCE,
	wrongParameters: WRONG_FIELDS,
};

const textsByStatus: Record<number, ErrorText> = {
	401: WRONG_KEY,
	402: NO_BALANCE,
	403: {
		headline: 'Identomat does not let this account do this',
		advice: 'Check the company key in the credential, and that the account may use this.',
	},
	404: {
		headline: 'Identomat has nothing at this address',
		advice: "Check the session ID, and the 'Widget URL' and 'External API URL' in the credential.",
	},
	413: {
		headline: 'The file is too large for Identomat',
		advice: 'Send a smaller one.',
	},
	429: {
		headline: 'Identomat takes no more requests just now',
		advice: 'Run the node again later, or ask Identomat for a higher limit.',
	},
};

const OUT_OF_SERVICE: ErrorText = {
	headline: 'Identomat cannot answer just now',
	advice: 'The fault is at Identomat or on the way to it. Run the node again later.',
};

const REFUSED: ErrorText = {
	headline: 'Identomat refused the request',
	advice: WRONG_FIELDS.advice,
};

/** Where no answer is Identomat's no, the message says what happened. */
const adviceByKind: Record<Exclude<Failure['kind'], 'refused'>, string> = {
	unexpected:
		"Run the node again. If it stays like this, check the 'Widget URL' and 'External API URL' in the credential.",
	unanswered:
		"Check the 'Widget URL' and 'External API URL' in the credential, and that this n8n may connect to them.",
	unsent: 'Run the node again.',
};

/** Our names for the fields of requests, by the API's; only those that no plain text holds by chance. */
const ourNames = new Map(
	Object.values(endpoints)
		.flatMap(({ fields, files }) => Object.entries({ ...fields, ...files }))
		.map(([ours, { value }]) => [value, ours] as const)
		.filter(([apiName]) => /[_A-Z]/.test(apiName)),
);

/** A field that the words of a refusal name. */
interface NamedField {
	apiName: string;
	name: string;
	/** As the panel calls it. */
	label: string;
}

/** The fields of a collection. */
function fieldsInside({ options = [] }: ErrorContext['fields'][number]): INodeProperties[] {
	return options.flatMap((one: Choice) => {
		if ('values' in one) return one.values;
		return isField(one) ? [one] : [];
	});
}

function labelOf(fields: ErrorContext['fields'], wanted: string): string | undefined {
	for (const field of fields) {
		if (field.name === wanted) return field.displayName;
		const label = labelOf(fieldsInside(field), wanted);
		if (label) return label;
	}
	return undefined;
}

type Choice = NonNullable<INodeProperties['options']>[number];

function isField(one: Choice): one is INodeProperties {
	return 'displayName' in one && 'type' in one;
}

function namedFields(words: string, { fields }: ErrorContext): NamedField[] {
	return [...new Set(words.match(/\w+/g))].flatMap((apiName) => {
		const name = ourNames.get(apiName);
		const label = name && labelOf(fields, name);
		return label ? [{ apiName, name, label }] : [];
	});
}

function isAboutSession({ fields }: ErrorContext): boolean {
	return fields.some(({ name }) => name === 'sessionId');
}

/** What a code means that speaks of the session that was asked for. */
function textOfSession(failure: Failure, asked: ErrorContext): ErrorText | undefined {
	const isUnknown = concernsOneSession(failure) && failure.code !== 'notFound';
	return isUnknown && isAboutSession(asked) ? UNKNOWN_SESSION : undefined;
}

/** Whether a refusal names the session as what it does not know. */
function namesSession(failure: Failure, [field]: NamedField[]): boolean {
	return field?.name === 'sessionId' && concernsOneSession(failure);
}

/** What a refusal means that names a field of the panel. */
function textOfField(failure: Failure, [field]: NamedField[]): ErrorText | undefined {
	if (!field || !complainsOfRequest(failure)) return undefined;
	return { ...WRONG_FIELDS, headline: `Identomat does not take '${field.label}'` };
}

function textOfCode({ code = '', status = 0 }: Failure): ErrorText | undefined {
	if (status >= 500) return OUT_OF_SERVICE;
	return isKnownCode(code) ? textsByCode[code] : textsByStatus[status];
}

function textOf(failure: Failure, asked: ErrorContext, named: NamedField[]): ErrorText {
	if (failure.kind !== 'refused') {
		const advice = textOfCode(failure)?.advice ?? adviceByKind[failure.kind];
		return { headline: failure.message, advice };
	}
	if (refusesSignature(failure)) return WRONG_SIGNATURE;
	if (refusesCompanyKey(failure)) return WRONG_KEY;
	const { errorOverride } = asked;
	if (namesSession(failure, named)) {
		return { ...UNKNOWN_SESSION, ...(errorOverride && { advice: errorOverride.advice }) };
	}
	const text =
		textOfField(failure, named) ?? textOfSession(failure, asked) ?? textOfCode(failure) ?? REFUSED;
	return concernsRequest(failure) ? { ...text, ...errorOverride } : text;
}

/** Identomat's own words, and the panel's for the names that the API has for fields. */
function quotesOf({ kind, message, hasDefaultMessage }: Failure, named: NamedField[]): string[] {
	if (kind !== 'refused') return [];
	if (hasDefaultMessage) return [`${message}.`];
	const explained = named.map(({ apiName, label }) => `${apiName} is the field '${label}'.`);
	return [`Identomat said "${message}".`, ...explained];
}

/** The cause by which n8n decides when a trigger polls again, where it knows such causes (2.37). */
function causeForN8n(failure: Failure): N8nFailure | undefined {
	const { status, retryAfterMs } = failure;
	if (status === 429) return { cause: 'rate-limited', retryAfterMs };
	if (refusesKey(failure)) return { cause: 'credential-invalid' };
	return concernsAll(failure) ? { cause: 'temporarily-unavailable', retryAfterMs } : undefined;
}

/**
 * The one error a user sees. The message: what happened, the same for the same mistake in every
 * operation. The description: Identomat's own words, then what to do.
 */
export function toNodeApiError(
	node: INode,
	failure: Failure,
	asked: ErrorContext = NOTHING,
	itemIndex?: number,
): NodeApiError {
	const { status } = failure;
	const named = failure.kind === 'refused' ? namedFields(failure.message, asked) : [];
	const { headline: message, advice } = textOf(failure, asked, named);
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		description: [...quotesOf(failure, named), failure.advice ?? advice].join(' '),
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
		failure: causeForN8n(failure),
	});
}
