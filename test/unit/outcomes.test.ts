import { isFinished, outcomeOf } from '../../nodes/api/results/outcomes';

it.each([
	['approved', ['approved', 'APPROVED', ' approved\n', 'Approved']],
	['rejected', ['rejected', 'Rejected', 'REJECTED']],
	[
		'disagreed',
		['disagreed', 'disagreed_with_terms', 'Disagreed with terms', 'disagreedWithTerms'],
	],
	[
		'manual_check',
		[
			...['manual_check', 'manual-check', 'MANUAL CHECK', 'manualCheck', 'MANUALCHECK', 'manual'],
			...['manual_review', 'review', 'in review', 'UNDER_REVIEW', 'underReview', 'review_pending'],
			...['operator check', 'operator-review', 'human_review', 'waiting for an operator'],
			...['manual check in progress', 'Pending manual review', 'needs review', 'to_review'],
		],
	],
	[
		'in_progress',
		[
			...['in_progress', 'in progress', 'IN-PROGRESS', 'inProgress', 'INPROGRESS', 'progress'],
			...['pending', 'started', 'created', 'new', 'waiting', 'Processing', 'open', 'queued'],
			...[
				'not started',
				'notStarted',
				'not_yet_started',
				'not finished',
				'incomplete',
				'initiated',
			],
			...['waiting_for_user', 'awaitingDocuments', 'STATUS_PENDING', 'verification in progress'],
			...[undefined, null, '', ' ', '\n'],
		],
	],
	[
		'unknown',
		[
			...['postponed', 'expired', 'cancelled', 'failed', 'completed', 'done', 'finished', 'closed'],
			// Near a decision, but none: nobody is taken for decided on a guess.
			...['approve', 'approved?', 'auto approved', 'approved_pending', 'pre-approved', 'accepted'],
			...[
				'not approved',
				'unapproved',
				'rejected by operator',
				'reject',
				'declined',
				'disapproved',
			],
			...['STATUS_APPROVED', 'agreed', 'disagreed with result', 'review completed', 'reviewed'],
			...['not in progress', 'no review', 'manually approved', 'manually_checked', 'processed'],
			...['check', 'constructor', '__proto__', '-', '0', '5', `${'pending '.repeat(100_000)}`],
			...[0, 1, 5, true, false, {}, [], ['approved'], { result: 'approved' }],
		],
	],
])('reads all spellings of %s', (outcome, words) => {
	expect(words.map((word) => [word, outcomeOf(word)])).toEqual(
		words.map((word) => [word, outcome]),
	);
});

it.each([
	['approved', true],
	['rejected', true],
	['manual_check', true],
	['disagreed', true],
	['in_progress', false],
	['unknown', false],
] as const)('%s is finished: %s', (outcome, finished) => {
	expect(isFinished(outcome)).toBe(finished);
});
