import { failureText, type Failure } from '../../nodes/api/errors/failure';
import { failureOfPoll, type CheckEnd } from '../../nodes/IdentomatTrigger/pollFailure';

const good: CheckEnd = { wasRefused: false };
const refusal = (code: string, status = 200): CheckEnd => ({
	failure: { kind: 'refused', code, status, message: 'rejected', apiMessage: `${code}: no` },
	wasRefused: false,
});
const before = (ending: CheckEnd): CheckEnd => ({ ...ending, wasRefused: true });
const fault = (failure: Partial<Failure> = {}): CheckEnd => ({
	failure: { kind: 'noResponse', message: 'silent', ...failure },
	wasRefused: false,
});
const notFound = refusal('notFound');
const invalidAccess = refusal('invalidAccess');
const keyRefused = fault({ kind: 'refused', status: 401, apiMessage: 'Unauthorized' });

it.each<[string, CheckEnd[], string | undefined]>([
	['succeeds when nothing was due', [], undefined],
	[
		'succeeds when one session got a good response',
		[good, keyRefused, notFound, notFound, notFound],
		undefined,
	],
	['fails when no session could be read', [fault(), fault({ message: 'broken' })], 'silent'],
	['fails when the only session could not be read', [fault()], 'silent'],
	['fails when the account is refused', [notFound, fault(), keyRefused], 'Unauthorized'],
	[
		'fails when the account has no balance',
		[notFound, refusal('paymentNeeded')],
		'paymentNeeded: no',
	],
	['succeeds when one or two are refused', [notFound, notFound], undefined],
	[
		'succeeds when two are refused and the others cannot be read',
		[notFound, notFound, fault()],
		undefined,
	],
	[
		'fails when three are refused with the same code',
		[notFound, notFound, notFound],
		'notFound: no',
	],
	[
		'succeeds when three are refused with different codes',
		[notFound, invalidAccess, notFound],
		undefined,
	],
	[
		'fails when three of more are refused with the same code',
		[notFound, invalidAccess, invalidAccess, fault(), invalidAccess],
		'invalidAccess: no',
	],
	[
		'succeeds when three are refused that were refused before, when others were not',
		[before(notFound), before(notFound), before(notFound)],
		undefined,
	],
	[
		'fails when a text that is no code meets all',
		[refusal('maintenance'), refusal('maintenance')],
		'maintenance: no',
	],
	['fails when a status without a code meets all', [refusal('', 423)], ': no'],
])('%s', (_, ends, message) => {
	const failure = failureOfPoll(ends);
	expect(failure && failureText(failure)).toBe(message);
});
