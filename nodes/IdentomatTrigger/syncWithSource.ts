import {
	asLeft,
	asReturned,
	hasLeft,
	isForgotten,
	newRow,
	withPastTimes,
	type WatchedRow,
} from './watchedRow';

/**
 * The rows of the sessions that the source lists, in its order, then those that left it: they are kept
 * for a day, so that a source that loses them by mistake does not have them told again.
 * @param current the state as it is now
 * @param before the state before the source was read: what another poll, overlapping this one, learned
 * since then it knows better
 * @param ids what the source lists
 */
export function syncWithSource(
	current: WatchedRow[],
	before: WatchedRow[],
	ids: string[],
	now: number,
): WatchedRow[] {
	if (isFollowed(current, ids, now)) return current;
	const known = new Map(current.map((row) => [row[0], row]));
	const listed = new Set(ids);
	const earlier = current === before ? known : new Map(before.map((row) => [row[0], row]));
	const isLearned = (row: WatchedRow) => {
		const old = earlier.get(row[0]);
		return !old || hasLeft(old) !== hasLeft(row);
	};
	const rows: WatchedRow[] = [];
	const gone: WatchedRow[] = [];
	for (const id of listed) {
		const row = known.get(id);
		if (!row) rows.push(newRow(id, now));
		else if (!hasLeft(row)) rows.push(row);
		else if (isLearned(row)) gone.push(row);
		else rows.push(asReturned(row));
	}
	for (const row of known.values()) {
		if (listed.has(row[0])) continue;
		if (hasLeft(row)) gone.push(row);
		else if (isLearned(row)) rows.push(row);
		else gone.push(asLeft(row, now));
	}
	const kept = gone.filter((row) => !isForgotten(row, now));
	return [...rows, ...kept].map((row) => withPastTimes(row, now));
}

/** Whether the state is already what `follow` would make of it, as it is at most polls. */
function isFollowed(current: WatchedRow[], ids: string[], now: number): boolean {
	if (current.length < ids.length) return false;
	return current.every((row, index) => {
		const isInPlace = index < ids.length ? row[0] === ids[index] && !hasLeft(row) : hasLeft(row);
		const stays = index < ids.length || !isForgotten(row, now);
		return isInPlace && stays && withPastTimes(row, now) === row;
	});
}
