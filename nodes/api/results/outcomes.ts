import { normalize } from './values';

/** The state of a session. `unknown` is a word of the API that this package does not know. */
export type Outcome =
	| 'approved'
	| 'rejected'
	| 'manual_check'
	| 'in_progress'
	| 'disagreed'
	| 'unknown';

/**
 * The API's words for a decision, folded. No other word is a decision, since a decision must never be
 * guessed. `approved` and `rejected` are observed. It is observed as well that a person can disagree with
 * the terms, but the spelling is inferred.
 */
const decisions = new Map<string, Outcome>([
	['approved', 'approved'],
	['rejected', 'rejected'],
	['disagreed', 'disagreed'],
	['disagreedwithterms', 'disagreed'],
]);

/** A person of the company is to decide. `manual_check` is observed, the others are inferred. */
const reviewWords = wordsOf(`
	manual human operator moderator moderation review reviewing manualcheck manualreview operatorcheck
	operatorreview humancheck humanreview inreview underreview onreview toreview needsreview
	needscheck pendingreview reviewpending reviewneeded reviewrequired awaitingreview waitingforreview
`);

/** The person, or Identomat, is not done. That there is such a state is observed, the words are inferred. */
const progressWords = wordsOf(`
	progress inprogress pending processing process inprocess started start starting begun created new
	opened open initial initiated init waiting wait awaiting queued queue inqueue ongoing running
	active unfinished incomplete uncompleted undecided notstarted notyetstarted notfinished
	notyetfinished notcompleted notyetcompleted notcomplete notdecided notyetdecided capturing
	uploading checking verifying analyzing analysing scheduled
`);

/** Words that may occur with those words and decide nothing. */
const neutralWords = wordsOf(`
	a an and applicant by check client customer data document documents face for from identification in
	is liveness needed needs of on person required requires result session state status still the to
	under user verification
`);

function wordsOf(text: string): ReadonlySet<string> {
	return new Set(text.trim().split(/\s+/));
}

/** The single words of `waiting-for user`, `WAITING_FOR_USER` and `waitingForUser`. */
function singleWords(word: string): string[] {
	return word
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[-_\s]+/)
		.filter(Boolean);
}

/**
 * An outcome that is not a decision, in any wording, or undefined if one of the words could mean something
 * else.
 */
function undecided(word: string): Outcome | undefined {
	const folded = normalize(word);
	const words = [folded, ...singleWords(word)];
	const isKnown = (each: string) =>
		reviewWords.has(each) || progressWords.has(each) || neutralWords.has(each);
	if (!isKnown(folded) && !words.slice(1).every(isKnown)) return undefined;
	if (words.some((each) => reviewWords.has(each))) return 'manual_check';
	return words.some((each) => progressWords.has(each)) ? 'in_progress' : undefined;
}

/** Whether the API says nothing about the outcome yet: no value, or an empty text. */
export function hasNoOutcome(result: unknown): boolean {
	return result === undefined || result === null || (typeof result === 'string' && !result.trim());
}

/** Longer than any word for an outcome. A longer text is not examined. */
const MAX_WORD_LENGTH = 100;

/**
 * The outcome that a `result` value means, whatever its spelling. No word at all (missing, null, an empty
 * text) is `in_progress`. A value that is not a text is `unknown`, numbers too: the numbers that one
 * client lists (0 approved, 1 rejected, …) are that client's own, and the API was seen to return words.
 */
export function outcomeOf(result: unknown): Outcome {
	if (hasNoOutcome(result)) return 'in_progress';
	if (typeof result !== 'string' || result.length > MAX_WORD_LENGTH) return 'unknown';
	return decisions.get(normalize(result)) ?? undecided(result) ?? 'unknown';
}

/** Whether a session has an outcome: it is decided, or waits for a person to decide. */
export function isFinished(outcome: Outcome): boolean {
	return outcome !== 'in_progress' && outcome !== 'unknown';
}
