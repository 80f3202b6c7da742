import pLimit from 'p-limit';

const DEFAULT_SIZE = 5;

/** The size of a window as the user set it: whole, at least 1, and 5 where it is no number. */
export function windowSize(setting: unknown): number {
	return Math.max(1, Math.floor(Number(setting ?? DEFAULT_SIZE)) || DEFAULT_SIZE);
}

/**
 * Runs `task` for the indices 0 to `count` - 1, at most `size` of them at once.
 * @returns the results in the order of the indices
 * @throws what the first failing task throws; no further task is started then
 */
export async function inWindow<T>(
	count: number,
	size: number,
	task: (index: number) => Promise<T>,
): Promise<T[]> {
	const window = pLimit(size);
	try {
		const indices = Array.from({ length: count }, (_, index) => index);
		return await Promise.all(indices.map((index) => window(task, index)));
	} finally {
		window.clearQueue();
	}
}
