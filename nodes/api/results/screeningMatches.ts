import type { IDataObject } from 'n8n-workflow';

import { fieldsOf, numberOf } from './values';

const HIGHEST_SCORE = 100;

/**
 * The score of one match, from 0 to 100 (observed in a result, inferred for a search), also if it is a text,
 * or null if it has no score. A share such as 0.93 is of another scale: a minimum score would leave out the
 * best matches.
 */
function scoreOf(match: unknown): number | null {
	const score = numberOf(fieldsOf(match).score);
	const isShare = score !== null && score > 0 && score < 1;
	return score !== null && !isShare && score >= 0 && score <= HIGHEST_SCORE ? score : null;
}

/** The best score, or null if there are no matches, or if one match has no score: it may be the best. */
function highestScore(matches: unknown[]): number | null {
	let highest: number | null = null;
	for (const match of matches) {
		const score = scoreOf(match);
		if (score === null) return null;
		if (highest === null || score > highest) highest = score;
	}
	return highest;
}

/**
 * The matches that count, their number, and the best score. A check for a match must count matches without
 * a best score, since it is not known how well they match.
 */
export interface Matches {
	matchCount: number;
	highestScore: number | null;
	matches: IDataObject[];
	/** How many were left out. Only present if a minimum score was set. */
	belowMinimumCount?: number;
}

/**
 * The matches of one search.
 * @param minimumScore leaves out those with a lower score. A match without a score is kept: it is not
 * known to be lower.
 */
export function summarizeMatches(found: unknown[], minimumScore?: number): Matches {
	const matches = found.filter((match) => (scoreOf(match) ?? Infinity) >= (minimumScore ?? 0));
	return {
		matchCount: matches.length,
		highestScore: highestScore(matches),
		matches: matches as IDataObject[],
		...(minimumScore !== undefined && { belowMinimumCount: found.length - matches.length }),
	};
}
