import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v3';

/** One match of a screening search; `score` from 0 to 100. Source: observed. */
const match = z.object({ score: z.number() }).passthrough();

function scoreOf(value: unknown): number | undefined {
	const parsed = match.safeParse(value);
	return parsed.success ? parsed.data.score : undefined;
}

/** The matches of one search, their number, and the best score; null where there is none. */
export function summarizeMatches(matches: unknown[]): IDataObject {
	const scores = matches.map(scoreOf).filter((score) => score !== undefined);
	return {
		matchCount: matches.length,
		highestScore: scores.length > 0 ? Math.max(...scores) : null,
		matches: matches as IDataObject[],
	};
}
