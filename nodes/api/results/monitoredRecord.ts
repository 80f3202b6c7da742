import { isoDay } from './dates';
import { fieldsOf, textOf } from './values';

/** A monitored record as the user sees it in a list. */
export interface RecordLabel {
	id: string;
	/** The person, and since when the person is monitored, as far as the record says. */
	label: string;
}

/**
 * The label of a monitored record, or undefined if it has no id. The names `id`, `query` and `createdAt`
 * are inferred, those of the person as for a search.
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
