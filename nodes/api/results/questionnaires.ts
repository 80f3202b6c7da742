import { objectsOf, textOf } from './values';

interface Given {
	questionnaire: string;
	question: string;
	answer: unknown;
}

/**
 * Every answer of `questionnaires` (observed). A question without a key is left out, since its answer
 * would have no name.
 */
function givenAnswers(questionnaires: unknown): Given[] {
	return objectsOf(questionnaires).flatMap(({ key, questions }, index) =>
		objectsOf(questions).flatMap((question): Given[] => {
			const questionnaire = textOf(key) ?? String(index + 1);
			const name = textOf(question.key);
			return name === null
				? []
				: [{ questionnaire, question: name, answer: question.answer ?? null }];
		}),
	);
}

/** The keys that occur in more than one questionnaire. */
function sharedKeys(given: Given[]): Set<string> {
	const firstIn = new Map<string, string>();
	const shared = new Set<string>();
	for (const { questionnaire, question } of given) {
		const first = firstIn.get(question) ?? questionnaire;
		firstIn.set(question, first);
		if (first !== questionnaire) shared.add(question);
	}
	return shared;
}

/**
 * The answers by the key of their question, over all questionnaires, or null if there are none. A key that
 * two questionnaires share is written `questionnaire.question`.
 */
export function answersOf(questionnaires: unknown): Record<string, unknown> | null {
	const given = givenAnswers(questionnaires);
	if (given.length === 0) return null;
	const shared = sharedKeys(given);
	// Not assigned one by one: a question may be called `__proto__`.
	return Object.fromEntries(
		given.map(({ questionnaire, question, answer }) => [
			shared.has(question) ? `${questionnaire}.${question}` : question,
			answer,
		]),
	);
}
