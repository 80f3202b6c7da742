import {
	mergeEmitted,
	wasEmitted,
	withEmitted,
	type EmittedOutcomes,
} from '../../nodes/IdentomatCallbackTrigger/emittedOutcomes';

it('remembers each outcome of a session', () => {
	const rows = withEmitted(withEmitted([], 'a', 'manual_check'), 'a', 'approved');
	expect(rows).toEqual([['a', 'manual_check', 'approved']]);
	expect(wasEmitted(rows, 'a', 'approved')).toBe(true);
	expect(wasEmitted(rows, 'a', 'rejected')).toBe(false);
	expect(wasEmitted(rows, 'b', 'approved')).toBe(false);
});

it('forgets what was told longest ago, and stays small', () => {
	let rows: EmittedOutcomes[] = [];
	for (let number = 0; number < 2500; number++) {
		rows = withEmitted(rows, `session-${number}`, 'approved');
		rows = withEmitted(rows, 'busy', `unknown ${number}`);
	}
	expect(rows).toHaveLength(2000);
	expect(wasEmitted(rows, 'session-0', 'approved')).toBe(false);
	expect(wasEmitted(rows, 'session-2499', 'approved')).toBe(true);
	expect(rows.at(-1)).toHaveLength(11);
});

it('merges what two have told', () => {
	expect(
		mergeEmitted(
			[
				['a', 'approved'],
				['b', 'x'],
			],
			[
				['c', 'y'],
				['a', 'rejected', 'approved'],
			],
		),
	).toEqual([
		['a', 'approved', 'rejected'],
		['b', 'x'],
		['c', 'y'],
	]);
});
