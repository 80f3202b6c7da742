const ACCENTS = /\p{M}/gu;

/**
 * Sorts by a text, whatever its accents. `localeCompare` would load the rules of all languages first, which
 * took a third of the time in which the package loads.
 */
export function sortedBy<T>(items: readonly T[], textOf: (item: T) => string): T[] {
	const plain = (item: T) => textOf(item).normalize('NFD').replace(ACCENTS, '');
	return items
		.map((item) => ({ item, text: plain(item) }))
		.sort((a, b) => (a.text < b.text ? -1 : 1))
		.map(({ item }) => item);
}
