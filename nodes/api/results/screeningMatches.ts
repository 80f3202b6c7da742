import type { IDataObject } from 'n8n-workflow';

import { fieldsOf } from './values';

/** The score of one match of a screening search, from 0 to 100. Source: observed. */
function scoreOf(match: unknown): number | null {
	const { score } = fieldsOf(match);
	return typeof score === 'number' ? score : null;
}

/** The matches that count, their number, and the best score; null where there is none. */
export interface Matches {
	matchCount: number;
	highestScore: number | null;
	matches: IDataObject[];
	/** How many were left out; only where a least score was asked for. */
	belowMinimumCount?: number;
}

/**
 * The matches of one search.
 * @param minimumScore leaves out those with a lower score; one without a score is not known to be lower
 */
export function summarizeMatches(found: unknown[], minimumScore?: number): Matches {
	const matches = found.filter((match) => (scoreOf(match) ?? Infinity) >= (minimumScore ?? 0));
	const scores = matches.map(scoreOf).filter((score) => score !== null);
	return {
		matchCount: matches.length,
		highestScore: scores.length > 0 ? Math.max(...scores) : null,
		matches: matches as IDataObject[],
		...(minimumScore !== undefined && { belowMinimumCount: found.length - matches.length }),
	};
}
