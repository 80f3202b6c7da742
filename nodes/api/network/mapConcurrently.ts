import pLimit from 'p-limit';

/** How many requests may be in progress if nothing is created, deleted or paid for, and no file is moved. */
export const MAX_READ_CONCURRENCY = 50;

/**
 * Runs a task for each item, several at the same time.
 * @returns the results in the order of the items
 * @throws the error of the first failing task. No further task is started then.
 */
export async function mapConcurrently<Item, Result>(
	items: Item[],
	maxConcurrency: number,
	task: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const limit = pLimit(maxConcurrency);
	try {
		return await Promise.all(items.map((item, index) => limit(task, item, index)));
	} finally {
		limit.clearQueue();
	}
}
