import type { Clock } from '../../nodes/api/network/accountQueue';

/** A clock on which an hour takes no time: it jumps to the next thing that waits. */
export class VirtualClock implements Clock {
	private time = 0;
	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const sleeper = { at: this.time + Math.max(0, milliseconds), wake: resolve };
			this.sleepers.push(sleeper);
			signal?.addEventListener('abort', () => {
				const index = this.sleepers.indexOf(sleeper);
				if (index >= 0) this.sleepers.splice(index, 1);
				resolve();
			});
		});
	}

	/** Runs until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		const end = () => (isDone = true);
		void work.then(end, end);
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			if (isDone) return await work;
			const at = Math.min(...this.sleepers.map((sleeper) => sleeper.at));
			if (at === Infinity) throw new Error('Everything waits for nothing');
			this.time = at;
			const due = this.sleepers.filter((sleeper) => sleeper.at <= at);
			for (const sleeper of due) {
				this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
				sleeper.wake();
			}
		}
	}
}
