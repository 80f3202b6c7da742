import type { Failure } from '../../nodes/api/errors/failure';
import { failureOfPoll, type Ending } from '../../nodes/IdentomatTrigger/pollFailure';

const good: Ending = { wasRefused: false };
const refusal = (code: string, status = 200): Ending => ({
	failure: { kind: 'refused', code, status, message: `${code}: no` },
	wasRefused: false,
});
const before = (ending: Ending): Ending => ({ ...ending, wasRefused: true });
const fault = (failure: Partial<Failure> = {}): Ending => ({
	failure: { kind: 'unanswered', message: 'silent', ...failure },
	wasRefused: false,
});
const notFound = refusal('notFound');
const invalidAccess = refusal('invalidAccess');
const keyRefused = fault({ kind: 'refused', status: 401, message: 'Unauthorized' });

it.each<[string, Ending[], string | undefined]>([
	['nothing was asked', [], undefined],
	['one good answer came', [good, keyRefused, notFound, notFound, notFound], undefined],
	['all could not be asked', [fault(), fault({ message: 'broken' })], 'silent'],
	['one could not be asked', [fault()], 'silent'],
	['the account is refused', [notFound, fault(), keyRefused], 'Unauthorized'],
	['the account has no balance', [notFound, refusal('paymentNeeded')], 'paymentNeeded: no'],
	['one or two are refused', [notFound, notFound], undefined],
	['two are refused and the others cannot be asked', [notFound, notFound, fault()], undefined],
	['three are refused alike', [notFound, notFound, notFound], 'notFound: no'],
	['three are refused, not alike', [notFound, invalidAccess, notFound], undefined],
	[
		'three of more are refused alike',
		[notFound, invalidAccess, invalidAccess, fault(), invalidAccess],
		'invalidAccess: no',
	],
	[
		'three are refused that were refused when others were answered',
		[before(notFound), before(notFound), before(notFound)],
		undefined,
	],
	['a text meets all', [refusal('maintenance'), refusal('maintenance')], 'maintenance: no'],
	['a status meets all', [refusal('', 423)], ': no'],
])('when %s', (_, endings, message) => {
	expect(failureOfPoll(endings)?.message).toBe(message);
});
