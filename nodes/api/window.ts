import pLimit from 'p-limit';

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
