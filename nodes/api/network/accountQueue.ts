import { RateLimiter, type AttemptOutcome, type StartedRequest } from './rateLimiter';

/** Time that never runs backwards. */
export interface Clock {
	/** Milliseconds since any origin. */
	now(): number;
	/** Resolves after that time, or as soon as the signal is aborted. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A request that waits for its turn. */
export interface WaitingRequest {
	/** How often it was refused with "too many" (status 429). */
	refusals: number;
	/** Not to start before that time, unless another request is accepted after `retrySignAfter`. */
	notBefore: number;
	/** After this time, a request that is accepted shows that this one need not wait any longer. */
	retrySignAfter?: number;
}

/** The queue's data about a run of a node: its waiting requests, and its last turn. */
export interface QueuedRun {
	readonly maxConcurrency: number;
	/** Whether a person waits for its requests. */
	readonly isUrgent: boolean;
	readonly waiting: Array<WaitingRequest & { start(turn?: Turn): void }>;
	inFlight: number;
	/** The number of its last turn or, before its first turn, the number at which it came. */
	lastTurn: number;
}

/** A request's turn: from its start to its end. */
export interface Turn extends StartedRequest {
	number: number;
	/** The turn that the run had before, which counts again if this one was refused. */
	previous: number;
}

/** How many urgent requests may start in a row while others wait. */
const MAX_URGENT_IN_A_ROW = 4;

/**
 * Starts the requests of all runs that use one account: as many as its limit allows, urgent ones first,
 * and from the run whose last turn is longest ago. It keeps no reference to a run without waiting
 * requests.
 */
export class AccountQueue<Run extends QueuedRun = QueuedRun> {
	readonly limit = new RateLimiter();
	private readonly runs = new Set<Run>();
	private turns = 1;
	private urgentInARow = 0;
	private lastActiveAt: number;
	private timer?: { at: number; canceled: AbortController };

	constructor(readonly clock: Clock) {
		this.lastActiveAt = clock.now();
	}

	/** Whether no request waits or is in flight. */
	get isIdle(): boolean {
		return this.runs.size === 0 && this.limit.isIdle;
	}

	/** When the last request came or ended. */
	get lastUsedAt(): number {
		return this.lastActiveAt;
	}

	/** The runs that wait for a turn. */
	get waitingRuns(): Run[] {
		return [...this.runs];
	}

	/** Resolves when the request may start, or without a turn if it must not be sent. */
	async acquire(run: Run, request: WaitingRequest): Promise<Turn | undefined> {
		this.lastActiveAt = this.clock.now();
		return await new Promise((start) => {
			if (!this.runs.has(run)) this.enter(run);
			run.waiting.push({ ...request, start });
			this.drain();
		});
	}

	private enter(run: Run): void {
		this.runs.add(run);
		this.limit.allow(run.maxConcurrency);
		if (run.lastTurn === 0) run.lastTurn = this.turns;
	}

	/** Ends a turn. The latest turn of a run does not count if it was refused. */
	release(run: Run, turn: Turn, outcome: AttemptOutcome, hasRetryAfter = false): void {
		run.inFlight--;
		const isLatest = run.lastTurn === turn.number;
		if (outcome === 'rateLimited' && isLatest) run.lastTurn = turn.previous;
		this.lastActiveAt = this.clock.now();
		this.limit.ended(turn, outcome, this.lastActiveAt, hasRetryAfter);
		this.drain();
	}

	/** Ends the waiting of all requests of a run: they get no turn. */
	leave(run: Run): void {
		this.runs.delete(run);
		for (const { start } of run.waiting.splice(0)) start();
		if (this.runs.size === 0) this.drainAt(Infinity);
	}

	/** Starts the requests that may start now, and runs again when the next request may start. */
	private drain(): void {
		for (;;) {
			const now = this.clock.now();
			const waitOfAll = this.limit.waitFor(0, now);
			if (waitOfAll > 0) return this.drainAt(this.runs.size > 0 ? now + waitOfAll : Infinity);
			const next = this.nextRun(now);
			const request = next && this.nextRequest(next, now);
			if (!next || !request) return this.drainAt(this.earliestStart);
			const wait = this.limit.waitFor(request.refusals, now);
			if (wait > 0) return this.drainAt(now + wait);
			this.start(next, request, now);
		}
	}

	private start(run: Run, request: Run['waiting'][number], now: number): void {
		run.waiting.splice(run.waiting.indexOf(request), 1);
		if (run.waiting.length === 0) this.runs.delete(run);
		const turn = { ...this.limit.started(now), number: ++this.turns, previous: run.lastTurn };
		run.lastTurn = turn.number;
		run.inFlight++;
		this.urgentInARow = run.isUrgent ? this.urgentInARow + 1 : 0;
		request.start(turn);
	}

	/** The run whose turn it is, among those with a request that may start. */
	private nextRun(now: number): Run | undefined {
		const ready = [...this.runs].filter(
			(run) => run.inFlight < run.maxConcurrency && this.nextRequest(run, now),
		);
		const urgent = ready.filter(({ isUrgent }) => isUrgent);
		const others = ready.filter(({ isUrgent }) => !isUrgent);
		const isOthersTurn = others.length > 0 && this.urgentInARow >= MAX_URGENT_IN_A_ROW;
		return longestWithoutTurn(urgent.length > 0 && !isOthersTurn ? urgent : others);
	}

	/** A run's next request: the one that was refused most often, or else the one that came first. */
	private nextRequest(run: Run, now: number): Run['waiting'][number] | undefined {
		const ready = run.waiting.filter(
			({ notBefore, retrySignAfter = Infinity }) =>
				notBefore <= now || this.limit.hasAcceptedSince(retrySignAfter),
		);
		const mostRefusals = Math.max(...ready.map(({ refusals }) => refusals));
		return ready.find(({ refusals }) => refusals === mostRefusals);
	}

	/** When the next request that waits for a time may start. */
	private get earliestStart(): number {
		const times = [...this.runs].flatMap(({ waiting }) =>
			waiting.map(({ notBefore }) => notBefore),
		);
		return Math.min(...times.filter((time) => time > this.clock.now()));
	}

	private drainAt(time: number): void {
		if (this.timer?.at === time) return;
		this.timer?.canceled.abort();
		this.timer = undefined;
		// A request that waits for the end of another one needs no timer.
		if (time === Infinity) return;
		const timer = { at: time, canceled: new AbortController() };
		this.timer = timer;
		const drain = () => {
			if (this.timer !== timer) return;
			this.timer = undefined;
			this.drain();
		};
		void this.clock.sleep(time - this.clock.now(), timer.canceled.signal).then(drain);
	}
}

function longestWithoutTurn<Run extends QueuedRun>(runs: Run[]): Run | undefined {
	const oldest = Math.min(...runs.map(({ lastTurn }) => lastTurn));
	return runs.find(({ lastTurn }) => lastTurn === oldest);
}
