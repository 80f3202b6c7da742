/**
 * The live API was not available when this was written, so every fact about it says where it comes from:
 * `reference` (Identomat's API reference), `observed` (public documentation and public client code) or
 * `inferred` (from those two).
 */
export type Evidence = 'reference' | 'observed' | 'inferred';

/** A fact about the API and where it comes from. */
export interface Fact<T> {
	readonly value: T;
	readonly evidence: Evidence;
}

export const reference = <const T>(value: T): Fact<T> => ({ value, evidence: 'reference' });
export const observed = <const T>(value: T): Fact<T> => ({ value, evidence: 'observed' });
export const inferred = <const T>(value: T): Fact<T> => ({ value, evidence: 'inferred' });

/** The values by the API's names for their fields. Undefined values are left out. */
export function namedByApi(
	facts: Readonly<Record<string, Fact<string>>>,
	values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const present = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(present.map(([name, value]) => [facts[name]?.value, value]));
}
