import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time: how long it takes says nothing about where two texts differ. */
export function isSameSecret(given: string, expected: string): boolean {
	return timingSafeEqual(digest(given), digest(expected));
}

/** `timingSafeEqual` requires both sides to have the same length. */
function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
