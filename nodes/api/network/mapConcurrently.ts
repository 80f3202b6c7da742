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
	const results: Result[] = [];
	const remaining = items.entries();
	const work = async () => {
		for (const [index, item] of remaining) results[index] = await task(item, index);
	};
	try {
		const workers = Array.from({ length: Math.min(maxConcurrency, items.length) }, work);
		await Promise.all(workers);
	} finally {
		// Those that still work find nothing more to do.
		Array.from(remaining);
	}
	return results;
}
