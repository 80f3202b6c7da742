import { summarizeMatches } from '../../nodes/api/results/screeningMatches';

it.each<[string, unknown[], number | null]>([
	['no matches', [], null],
	['one match', [{ score: 64, name: 'Nina Sandadze' }], 64],
	['the best one first or last', [{ score: 70 }, { score: 99.5 }, { score: 60 }], 99.5],
	['a score of nought', [{ score: 0 }], 0],
	['scores that are texts', [{ score: '97.5' }, { score: 64 }, { score: ' 12 ' }], 97.5],
	['matches without a score', [{ name: 'Ana' }, { score: null }, 'Ana', null], null],
	['one match without a score among others', [{ score: 99 }, { name: 'Ana' }, { score: 61 }], null],
	...[-1, 101, 0.93, '0.5', 1e308, '1e3', 'high', '', '97,5', '0x61', true, [97], {}].map(
		(score): [string, unknown[], null] => [
			`${JSON.stringify(score)}, which is no score`,
			[{ score: 61 }, { score }],
			null,
		],
	),
	['200,000 matches', Array.from({ length: 200_000 }, (_, index) => ({ score: index % 98 })), 97],
])('summarizes %s and returns all of them unchanged', (_, matches, highestScore) => {
	expect(summarizeMatches(matches)).toEqual({ matchCount: matches.length, highestScore, matches });
});

it('keeps matches of another scale, whatever the minimum score', () => {
	const matches = [{ score: 0.97 }, { score: 64 }];
	expect(summarizeMatches(matches, 70)).toMatchObject({ matches: [{ score: 0.97 }] });
});
