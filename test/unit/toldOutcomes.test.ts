import {
	mergedTold,
	wasTold,
	withTold,
	type ToldRow,
} from '../../nodes/IdentomatCallbackTrigger/toldOutcomes';

it('remembers each outcome of a session', () => {
	const rows = withTold(withTold([], 'a', 'manual_check'), 'a', 'approved');
	expect(rows).toEqual([['a', 'manual_check', 'approved']]);
	expect(wasTold(rows, 'a', 'approved')).toBe(true);
	expect(wasTold(rows, 'a', 'rejected')).toBe(false);
	expect(wasTold(rows, 'b', 'approved')).toBe(false);
});

it('forgets what was told longest ago, and stays small', () => {
	let rows: ToldRow[] = [];
	for (let number = 0; number < 2500; number++) {
		rows = withTold(rows, `session-${number}`, 'approved');
		rows = withTold(rows, 'busy', `unknown ${number}`);
	}
	expect(rows).toHaveLength(2000);
	expect(wasTold(rows, 'session-0', 'approved')).toBe(false);
	expect(wasTold(rows, 'session-2499', 'approved')).toBe(true);
	expect(rows.at(-1)).toHaveLength(11);
});

it('merges what two have told', () => {
	expect(
		mergedTold(
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
