import type { AttemptEnd } from '../../nodes/api/network/retry';

/** What an account does with a request that arrives; it is told when the request ends. */
export interface Account {
	/** Undefined where it is taken, else what it is told. */
	refusal(now: number): AttemptEnd | undefined;
	/** One that was taken is answered. */
	left?(): void;
	/** The shortest time in which so many requests can be answered. */
	idealMs(requests: number, latencyMs: number, ceiling: number): number;
}

const tooMany = (retryAfterMs?: number): AttemptEnd => ({ status: 429, retryAfterMs });

/** Takes so many at a time; the number may depend on the requests taken before. */
export function atATime(
	most: number | ((taken: number) => number),
	retryAfterMs?: number,
): Account {
	let underWay = 0;
	let taken = 0;
	const limit = () => (typeof most === 'number' ? most : most(taken));
	return {
		refusal: () => {
			if (underWay >= limit()) return tooMany(retryAfterMs);
			underWay++;
			taken++;
			return undefined;
		},
		left: () => underWay--,
		idealMs: (requests, latencyMs, ceiling) => {
			let ideal = 0;
			for (let one = 0; one < requests; one++) {
				ideal += latencyMs / Math.min(typeof most === 'number' ? most : most(one), ceiling);
			}
			return ideal;
		},
	};
}

/** Takes so many in any second. */
export function perSecond(most: number, retryAfterMs?: number): Account {
	const taken: number[] = [];
	return {
		refusal: (now) => {
			while (taken[0] !== undefined && taken[0] <= now - 1000) taken.shift();
			if (taken.length >= most) return tooMany(retryAfterMs);
			taken.push(now);
			return undefined;
		},
		idealMs: (requests, latencyMs, ceiling) => {
			const seconds = Math.floor((requests - 1) / most);
			return Math.max(seconds * 1000 + latencyMs, Math.ceil(requests / ceiling) * latencyMs);
		},
	};
}

/** Takes what both take. */
export function both(one: Account, other: Account): Account {
	return {
		refusal: (now) => {
			const refusal = one.refusal(now);
			if (refusal) return refusal;
			const otherRefusal = other.refusal(now);
			if (otherRefusal) one.left?.();
			return otherRefusal;
		},
		left: () => {
			one.left?.();
			other.left?.();
		},
		idealMs: (...facts) => Math.max(one.idealMs(...facts), other.idealMs(...facts)),
	};
}

/** Refuses the first requests, whatever they are. */
export function refusingFirst(count: number, account: Account): Account {
	let asked = 0;
	return { ...account, refusal: (now) => (++asked <= count ? tooMany() : account.refusal(now)) };
}
