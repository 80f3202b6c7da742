/** How often a page has reloaded. */
export const CHECKS_PARAMETER = 'checks';

/** Seconds from one check to the next: five minutes in all. */
const DELAYS_SECONDS = [3, 5, 7, 10, 15, 20, ...Array<number>(8).fill(30)];

/** How often a page reloads before the browser is sent to the user's own page. */
export const CHECKS_BEFORE_REDIRECT = 3;

/** When a page reloads, and with which URL. */
export interface Refresh {
	seconds: number;
	/** Relative to the page. */
	url: string;
}

/** @param query of the request that the page responds to */
export function checksOf(query: Record<string, unknown>): number {
	const checks = Number(query[CHECKS_PARAMETER] ?? 0);
	return Number.isInteger(checks) && checks > 0 ? checks : 0;
}

/** Undefined if the page has reloaded often enough. */
export function nextRefresh(query: Record<string, unknown>): Refresh | undefined {
	const checks = checksOf(query);
	const seconds = DELAYS_SECONDS[checks];
	if (seconds === undefined) return undefined;
	const texts = Object.entries(query).filter(([, value]) => typeof value === 'string');
	const next = new URLSearchParams(Object.fromEntries(texts) as Record<string, string>);
	next.set(CHECKS_PARAMETER, String(checks + 1));
	return { seconds, url: `?${next}` };
}
