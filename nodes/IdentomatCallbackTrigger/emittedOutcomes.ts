/** A session and the outcomes that were told of it, oldest first. */
export type EmittedOutcomes = [sessionId: string, ...outcomes: string[]];

/** So many sessions are remembered, the latest of those that were told: some 60 bytes each. */
const MAX_SESSIONS = 2000;
/** More than a session can have, but for words that are not known. */
const MAX_OUTCOMES = 10;

/** Whether this outcome of the session was told already. */
export function wasEmitted(rows: EmittedOutcomes[], sessionId: string, outcome: string): boolean {
	const [, ...outcomes] = rows.find(([id]) => id === sessionId) ?? [''];
	return outcomes.includes(outcome);
}

/** The rows with this outcome told, as a new list; what was told longest ago is forgotten. */
export function withEmitted(
	rows: EmittedOutcomes[],
	sessionId: string,
	outcome: string,
): EmittedOutcomes[] {
	const [, ...outcomes] = rows.find(([id]) => id === sessionId) ?? [''];
	const row: EmittedOutcomes = [sessionId, ...[...outcomes, outcome].slice(-MAX_OUTCOMES)];
	return [...rows.filter(([id]) => id !== sessionId), row].slice(-MAX_SESSIONS);
}

/** What either list remembers. */
export function mergeEmitted(
	first: EmittedOutcomes[],
	second: EmittedOutcomes[],
): EmittedOutcomes[] {
	const outcomesById = new Map<string, string[]>();
	for (const [sessionId, ...outcomes] of [...first, ...second]) {
		const known = outcomesById.get(sessionId) ?? [];
		outcomesById.set(sessionId, [...new Set([...known, ...outcomes])]);
	}
	return [...outcomesById].map(([sessionId, outcomes]) => [sessionId, ...outcomes]);
}
