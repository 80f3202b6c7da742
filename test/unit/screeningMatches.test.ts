import { summarizeMatches } from '../../nodes/api/results/screeningMatches';

it.each([
	['no matches', [], null],
	['one match', [{ score: 64, name: 'Nina Sandadze' }], 64],
	['the best one first or last', [{ score: 70 }, { score: 99.5 }, { score: 60 }], 99.5],
	['a score of nought', [{ score: 0 }], 0],
	[
		'matches without a score',
		[{ name: 'Ana' }, { score: '90' }, { score: null }, 'Ana', null],
		null,
	],
	['matches with and without a score', [{ name: 'Ana' }, { score: 61 }], 61],
])('summarizes %s and hands all on as they are', (_, matches, highestScore) => {
	expect(summarizeMatches(matches)).toEqual({ matchCount: matches.length, highestScore, matches });
});
