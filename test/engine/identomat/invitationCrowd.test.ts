import { setUpInvitations, type Invited } from './invitationFixture';

// Many people at once, with an account that accepts a few requests at a time.

const PEOPLE = 40;
const ACCEPTED_AT_ONCE = 8;

const { identomat, startWaiting, visit, begin, returnUrlOf, created } = setUpInvitations();

/** The account accepts eight requests at a time, and takes its time for each. */
function limitAccount(): void {
	const { sandbox } = identomat;
	const inFlight = () => sandbox.audit.filter(({ answeredAt }) => answeredAt === null).length;
	sandbox.fault('*', { status: 429, matches: () => inFlight() > ACCEPTED_AT_ONCE });
	sandbox.fault('*', { latencyMs: 20 });
}

/** The accepted requests to an endpoint, by what they are about. */
const accepted = (path: string) =>
	identomat.sandbox.audit.filter((entry) => entry.path === path && entry.status === 200);

it('40 people of one run who press at once have one session each, all of them stored', async () => {
	const { waiting, urls } = await startWaiting({ people: PEOPLE });
	limitAccount();
	const begun = await Promise.all(urls.map(async (url) => await begin(waiting, url)));
	const sessions = begun.map(({ sessionId }) => sessionId);
	expect(new Set(sessions).size).toBe(PEOPLE);
	expect(accepted('begin/')).toHaveLength(PEOPLE);
	expect(accepted('result/')).toHaveLength(0);
	const resumedRuns = begun.filter(({ resumed }) => resumed);
	expect(resumedRuns).toHaveLength(1);
	const parked = resumedRuns[0]!.waiting;
	expect(sessions.filter((id) => !parked.stored.includes(id))).toEqual([]);

	for (const id of sessions) identomat.sandbox.finish(id);
	const returns = await Promise.all(
		sessions.map(async (id) => await visit(parked, returnUrlOf(id))),
	);
	expect(new Set(returns.map(({ answer }) => answer?.status))).toEqual(new Set([200]));
	expect(returns.flatMap(({ resumed }) => resumed?.status ?? [])).toEqual(['success']);
	expect(accepted('result/')).toHaveLength(PEOPLE);
	expect(created().filter(({ status }) => status === 200)).toHaveLength(PEOPLE);
});

it('40 runs of one person each, all of whom press at once, have one request each', async () => {
	const runs: Invited[] = [];
	for (let run = 0; run < PEOPLE; run++) runs.push(await startWaiting());
	limitAccount();
	const begun = await Promise.all(
		runs.map(async ({ waiting, urls }) => await begin(waiting, urls[0] ?? '')),
	);
	expect(new Set(begun.map(({ sessionId }) => sessionId)).size).toBe(PEOPLE);
	expect(begun.every(({ resumed }) => resumed?.status === 'waiting')).toBe(true);
	expect(accepted('begin/')).toHaveLength(PEOPLE);
	expect(accepted('result/')).toHaveLength(0);
});
