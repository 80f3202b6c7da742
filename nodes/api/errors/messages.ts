import { classify, type FailureReason } from './classify';
import { isKnownCodeWord } from './codes';
import type { Failure } from './failure';
import { labelOf, namedFields, type NamedField, type PanelFields } from './namedFields';

/** The text of a failure that a user reads. */
interface ErrorText {
	/** What is wrong, in at most ten words. */
	headline: string;
	/** One step to take. */
	advice: string;
}

/** What was requested, for the wording of an error. */
export interface ErrorContext {
	/** The fields of the panel: an error names no other. */
	fields: PanelFields;
	/**
	 * The text for a refusal of exactly what was requested, if it is more specific than the text for its
	 * code.
	 */
	errorOverride?: Pick<ErrorText, 'advice'> & Partial<ErrorText>;
}

const ADDRESSES = "'Widget URL' and 'External API URL' in the credential";
const LATER = 'Try again later.';

export const REJECTED = 'Identomat rejected the request';
export const CHECK_BEFORE_RETRY =
	'The request may have been processed. Check in Identomat before you retry.';

/** The label of a field in quotes, if the panel has that field. */
function quoted({ fields }: ErrorContext, name: string): string | undefined {
	const label = labelOf(fields, name);
	return label && `'${label}'`;
}

function fieldsAdvice(context: ErrorContext): string {
	const extraFields = quoted(context, 'extraFields');
	return `Check the fields of this node${extraFields ? `, and ${extraFields}` : ''}.`;
}

function sessionAdvice(context: ErrorContext): string {
	const field = quoted(context, 'sessionId') ?? quoted(context, 'parentSessionId');
	return field
		? `Check ${field}. If it is right, check 'Company Key' in the credential.`
		: fieldsAdvice(context);
}

const retryLater = (context: ErrorContext): string => {
	const timeout = quoted(context, 'timeout');
	return timeout ? `Try again later, or increase ${timeout}.` : LATER;
};

/** The texts of each reason. Without a headline, the failure's own message is used. */
const TEXTS: Record<
	FailureReason,
	{ headline?: string; advice: string | ((context: ErrorContext) => string) }
> = {
	invalidCompanyKey: {
		headline: 'Invalid company key',
		advice: "Check 'Company Key' in the credential.",
	},
	invalidSignature: {
		headline: 'Invalid signature of the request',
		advice: "Check 'Secret Key' in the credential.",
	},
	forbidden: {
		headline: "Your account doesn't have access to this",
		advice: "Check 'Company Key' in the credential, or ask Identomat for access.",
	},
	paymentRequired: {
		headline: 'Insufficient balance or plan',
		advice: 'Ask your Identomat manager, then run the node again.',
	},
	rateLimited: {
		headline: 'Too many requests. Try again later.',
		advice: 'If this happens often, ask Identomat for a higher limit.',
	},
	sessionNotFound: { headline: 'Session not found', advice: sessionAdvice },
	notFound: {
		headline: 'Not found in Identomat',
		advice: (context) =>
			quoted(context, 'sessionId')
				? `Check ${quoted(context, 'sessionId')}, and that this step was part of the session.`
				: fieldsAdvice(context),
	},
	invalidArgument: { headline: 'Invalid parameters', advice: fieldsAdvice },
	accessDenied: {
		headline: "Your account doesn't have access to this",
		advice: "Check 'Company Key' in the credential, or ask Identomat for access.",
	},
	invalidParameters: { headline: 'Invalid parameters', advice: fieldsAdvice },
	requestTooLarge: {
		headline: 'Request too large',
		advice: 'Send a smaller file, or less data.',
	},
	rejected: { headline: REJECTED, advice: fieldsAdvice },
	serviceUnavailable: { headline: 'Identomat is currently unavailable', advice: LATER },
	serverError: { headline: 'Identomat is currently unavailable', advice: LATER },
	blockedByProxy: {
		headline: 'A proxy or firewall blocked the request',
		advice: 'Ask your network administrator to allow requests from n8n to Identomat.',
	},
	wrongAddress: {
		headline: 'Identomat has nothing at this address',
		advice: (context) => {
			const session = quoted(context, 'sessionId');
			return `Check ${session ? `${session}, and ` : ''}${ADDRESSES}.`;
		},
	},
	invalidResponse: {
		advice: `Run the node again. If this happens again, check ${ADDRESSES}.`,
	},
	unreachable: {
		advice: `Check ${ADDRESSES}, and that this n8n can connect to them.`,
	},
	timedOut: { advice: retryLater },
	connectionLost: { advice: LATER },
	insecureConnection: {
		advice:
			"Check the address. For an on-premise installation with its own certificate, turn on 'Ignore SSL Issues (Insecure)' in the credential.",
	},
	canceled: { advice: 'Run the node again.' },
	noResponse: { advice: LATER },
	notSent: { advice: 'Run the node again.' },
};

/**
 * The reasons that may be about the session or about anything else. The two hosts differ in them
 * (inferred).
 */
const MAY_MEAN_SESSION: FailureReason[] = ['invalidArgument', 'notFound', 'accessDenied'];
const OF_PARAMETERS: FailureReason[] = ['invalidArgument', 'invalidParameters'];
/** The reasons of a refusal of exactly what was requested whose code may have several meanings. */
const VAGUE: FailureReason[] = ['invalidArgument', 'notFound', 'rejected'];
/** A refusal without a known code and with any other status may come from a server on the way. */
const STATUSES_OF_REJECTION = [200, 400, 410, 422];

/**
 * What happened with a request, and what to do about it: the headline is the same for the same reason in
 * every operation, the description is Identomat's own words, then one step to take.
 */
export function errorText(
	failure: Failure,
	context: ErrorContext,
): { headline: string; description: string } {
	const { headline = failure.message, advice } = textInContext(failure, context);
	const details = quotesOf(failure, headline, context);
	return { headline, description: [...details, failure.advice ?? advice].join(' ') };
}

/** The text with the operation's knowledge: which session, file or field a refusal is about. */
function textInContext(
	failure: Failure,
	context: ErrorContext,
): Partial<ErrorText> & Pick<ErrorText, 'advice'> {
	const reason = classify(failure);
	const { errorOverride } = context;
	const [field] = fieldsNamedBy(failure, context);
	const namesSession = field?.name === 'sessionId' && MAY_MEAN_SESSION.includes(reason);
	if (namesSession || (reason === 'sessionNotFound' && quoted(context, 'sessionId'))) {
		const text = textOfReason('sessionNotFound', context);
		return { ...text, advice: errorOverride?.advice ?? text.advice };
	}
	const text = textOfRequest(reason, field, context);
	return isVague(reason, failure) ? { ...text, ...errorOverride } : text;
}

function textOfRequest(
	reason: FailureReason,
	field: NamedField | undefined,
	context: ErrorContext,
) {
	const text = textOfReason(reason, context);
	if (field && OF_PARAMETERS.includes(reason)) {
		return { ...text, headline: `Invalid '${field.label}'` };
	}
	const isOfSession = reason === 'invalidArgument' || reason === 'accessDenied';
	const hasSession = quoted(context, 'sessionId') !== undefined;
	return isOfSession && hasSession ? textOfReason('sessionNotFound', context) : text;
}

function textOfReason(reason: FailureReason, context: ErrorContext) {
	const { headline, advice } = TEXTS[reason];
	return { headline, advice: typeof advice === 'string' ? advice : advice(context) };
}

function isVague(reason: FailureReason, { status = 0 }: Failure): boolean {
	return (
		VAGUE.includes(reason) && (reason !== 'rejected' || STATUSES_OF_REJECTION.includes(status))
	);
}

/** Identomat's own words, and the panel's labels of the fields in them. */
function quotesOf(failure: Failure, headline: string, context: ErrorContext): string[] {
	const { kind, apiMessage, message } = failure;
	if (kind === 'refused' && apiMessage) {
		const speaker = classify(failure) === 'blockedByProxy' ? 'The response says' : 'Identomat said';
		const explained = fieldsNamedBy(failure, context).map(
			({ apiName, label }) => `${apiName} is the field '${label}'.`,
		);
		return [`${speaker} "${apiMessage}".`, ...explained];
	}
	const happened = message === headline ? [] : [`${message}.`];
	return apiMessage ? [...happened, `The response says "${apiMessage}".`] : happened;
}

function fieldsNamedBy({ kind, apiMessage = '' }: Failure, { fields }: ErrorContext): NamedField[] {
	return kind === 'refused' ? namedFields(apiMessage, fields) : [];
}

/**
 * What happened, in our own words. It holds nothing from Identomat except a known code, so it may be
 * shared.
 */
export function failureSummary(failure: Failure): string {
	const { code = '', status, message } = failure;
	const { headline = message } = TEXTS[classify(failure)];
	const facts = [isKnownCodeWord(code) ? code : '', status ? `status ${status}` : ''].filter(
		Boolean,
	);
	return facts.length > 0 ? `${headline} (${facts.join(', ')})` : headline;
}
