import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import { ApiError, endpoint, json, InvalidParameters, type Endpoint } from './endpoint';
import { findMatches, LISTED_PEOPLE, type Match, type PersonQuery } from './screeningList';

/** A person who is searched for again and again, with what was found last. */
export interface MonitoringRecord {
	id: string;
	query: PersonQuery;
	matches: Match[];
	createdAt: string;
	updatedAt: string;
}

/** The persons on monitoring, oldest first. */
export class Monitoring {
	private records: MonitoringRecord[] = [];

	add(query: PersonQuery): MonitoringRecord {
		const now = new Date().toISOString();
		const record = {
			id: randomUUID(),
			query,
			matches: findMatches(query),
			createdAt: now,
			updatedAt: now,
		};
		this.records.push(record);
		return record;
	}

	list(): MonitoringRecord[] {
		return this.records;
	}

	/** Whether there was such a record. */
	remove(id: string): boolean {
		const before = this.records.length;
		this.records = this.records.filter((record) => record.id !== id);
		return this.records.length < before;
	}

	/**
	 * The screening databases have learned something: the record gets one more match.
	 * @throws Error for an unknown record
	 */
	change(id: string): MonitoringRecord {
		const record = this.records.find((candidate) => candidate.id === id);
		if (!record) throw new Error(`There is no monitoring record ${id}`);
		const number = record.matches.length + 1;
		const found = { score: 71, name: `Newly Listed ${number}`, personId: `sandbox-new-${number}` };
		record.matches = [...record.matches, found];
		record.updatedAt = new Date().toISOString();
		return record;
	}

	clear(): void {
		this.records = [];
	}
}

const queryShape = {
	name: z.string().optional(),
	firstName: z.string().optional(),
	middleName: z.string().optional(),
	lastName: z.string().optional(),
	birthdayTime: z
		.string()
		.regex(/^\d{4}-\d\d-\d\d$/, 'not YYYY-MM-DD')
		.optional(),
	nationality: z.string().optional(),
	gender: z.string().optional(),
};

export function screeningEndpoints(monitoring: Monitoring): Record<string, Endpoint> {
	return {
		'search-screening-person': endpoint(queryShape, (query) => json(findMatches(named(query)))),
		'get-screening-person-details': endpoint({ personId: z.string() }, ({ personId }) => {
			const person = LISTED_PEOPLE.find((candidate) => candidate.personId === personId);
			if (!person) throw new ApiError('notFound', `personId ${personId} is not known`);
			return json(person);
		}),
		'monitor-screening-query': endpoint(queryShape, (query) => json(monitoring.add(named(query)))),
		'remove-screening-query-from-monitoring': endpoint({ id: z.string() }, ({ id }) => {
			if (!monitoring.remove(id)) throw new ApiError('notFound', `record ${id} is not known`);
			return json({});
		}),
		'list-screening-monitoring-records': endpoint({}, () => json(monitoring.list())),
	};
}

/** @throws InvalidParameters if the query holds no name to search by */
function named(query: PersonQuery): PersonQuery {
	const { name, firstName, middleName, lastName } = query;
	if ([name, firstName, middleName, lastName].some((part) => part?.trim())) return query;
	throw new InvalidParameters('a name to search by is needed');
}
