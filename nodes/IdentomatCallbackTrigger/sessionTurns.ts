/** Handles the calls for one session one after another, so that each knows what the one before has emitted. */
export class SessionTurns {
	/** By session: settles when the last call in line has ended. */
	private readonly ends = new Map<string, Promise<void>>();

	/**
	 * Waits until the calls before have ended.
	 * @param maxWaitMs how long to wait, in milliseconds
	 * @returns a function that ends the turn, or undefined if the turn did not come in time
	 */
	async acquire(session: string, maxWaitMs: number): Promise<(() => void) | undefined> {
		const previous = this.ends.get(session) ?? Promise.resolve();
		const turn = new Turn();
		const end = previous.then(async () => await turn.ended);
		this.ends.set(session, end);
		void end.then(() => {
			if (this.ends.get(session) === end) this.ends.delete(session);
		});
		if (await settlesWithin(previous, maxWaitMs)) return () => turn.end();
		turn.end();
		return undefined;
	}
}

class Turn {
	end!: () => void;
	readonly ended = new Promise<void>((resolve) => (this.end = resolve));
}

async function settlesWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
	const timeout = new Promise<boolean>((resolve) => {
		AbortSignal.timeout(limitMs).addEventListener('abort', () => resolve(false));
	});
	return await Promise.race([promise.then(() => true), timeout]);
}
