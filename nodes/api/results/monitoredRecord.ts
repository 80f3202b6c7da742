import { isoDay } from './dates';
import { fieldsOf, textOf } from './values';

/** A monitored record as a person picks it from a list. */
export interface RecordLabel {
	id: string;
	/** Whom it is about, and since when: as far as the record tells. */
	label: string;
}

/**
 * What a monitored record is known by; undefined where it has no id.
 * The names `id`, `query` and `createdAt` are inferred, those of the person as for a search.
 */
export function recordLabel(record: unknown): RecordLabel | undefined {
	const { id: ownId, query, ...rest } = fieldsOf(record);
	const id = textOf(ownId);
	if (id === null) return undefined;
	const person = { ...rest, ...fieldsOf(query) };
	const parts = [person.firstName, person.middleName, person.lastName].map(textOf);
	const name = textOf(person.name) ?? parts.filter(Boolean).join(' ');
	const since = isoDay(textOf(rest.createdAt));
	const label = [name || id, since && `since ${since}`].filter(Boolean).join(', ');
	return { id, label };
}
