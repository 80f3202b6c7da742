import { pause } from './retry';

/** So long after a pause requests go out one at a time: a limit then refuses one of them, not all. */
const CAUTION_MS = 10_000;

/** Ends a request's turn: the next one may go out. */
export type Leave = () => void;

/** Holds requests back once the server has said "too many". */
export class Throttle {
	private pausedUntil = 0;
	private lastTurn = Promise.resolve();

	/** @param signal ends all waiting when it is aborted */
	constructor(private readonly signal?: AbortSignal) {}

	/** From now on no request goes out for that long. */
	pauseAll(milliseconds: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, Date.now() + milliseconds);
	}

	/** Resolves when no pause holds requests back. */
	async untilUnpaused(): Promise<void> {
		while (Date.now() < this.pausedUntil && !this.signal?.aborted) {
			await pause(this.pausedUntil - Date.now(), this.signal);
		}
	}

	/**
	 * Resolves when a request may go out; where they go out one at a time, with what ends its turn. One
	 * that meets the limit again keeps its turn, so that none is refused again and again because others
	 * come first.
	 */
	async enter(): Promise<Leave | undefined> {
		const isLimited = Date.now() < this.pausedUntil + CAUTION_MS;
		const leave = isLimited ? await this.turn() : undefined;
		await this.untilUnpaused();
		return leave;
	}

	private async turn(): Promise<Leave> {
		const turnBefore = this.lastTurn;
		let leave = () => {};
		this.lastTurn = new Promise((resolve) => {
			leave = resolve;
		});
		await turnBefore;
		return leave;
	}
}
