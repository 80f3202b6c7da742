import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether the keys are the same, in a time that does not tell how far they are. */
export function isSameKey(sent: string, right: string): boolean {
	return timingSafeEqual(digest(sent), digest(right));
}

/** Of equal length for all texts, which the comparison wants. */
function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
