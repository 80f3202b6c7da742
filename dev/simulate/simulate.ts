import { batches, crowds, processes, timeOverIdeal, turnsWaited, type Case } from './cases';
import { inMarkdown } from '../markdownTables';
import { simulate } from './simulation';

const HEAD = [
	'Account',
	'Runs',
	'Latency',
	'Failed',
	'Refused',
	'Time ÷ ideal',
	'Turns waited',
	'At most',
];

/** One case as a row of the table. */
async function rowOf(one: Case): Promise<string[]> {
	const course = await simulate(one.newAccount(), one.newRuns(), one.settings);
	const { aim } = one;
	return [
		one.account,
		one.runs,
		`${one.settings.latencyMs} ms`,
		String(course.requests.filter(({ end }) => end.status !== 200).length),
		`${(100 * course.refusedShare).toFixed(1)} %`,
		timeOverIdeal(one, course).toFixed(2),
		String(turnsWaited(one, course) ?? ''),
		[`${aim.refused} %`, aim.time, aim.turns].filter((part) => part !== undefined).join(', '),
	];
}

/** Prints how the queue of an account does with simulated accounts. */
async function main(): Promise<void> {
	const rows = [HEAD];
	for (const one of [...batches, ...crowds, ...processes]) rows.push(await rowOf(one));
	process.stdout.write(`${inMarkdown(rows).join('\n')}\n`);
}

void main();
