import type { ReceivedRequest } from './receivedRequest';

/** One request to the API; the sandbox's own controls (`/sandbox/…`) are left out. */
export interface AuditEntry {
	/** Arrival, once the whole body was read (milliseconds since 1970). */
	at: number;
	/** When the answer was begun; null as long as there is none, or if the connection was reset. */
	answeredAt: number | null;
	host: 'widget' | 'external';
	method: string;
	/** As the API reference spells it: `result/card-front/`, `search-screening-person`. */
	path: string;
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	/** The body's fields without the company key. */
	fields: Record<string, unknown>;
	/** The field that held the company key, whether its name is the right one or not. */
	keyField: string | null;
	keyCorrect: boolean;
	contentType: string;
	files: { field: string; fileName: string; mimeType: string; size: number; sha256: string }[];
	/** HTTP status; 0 as long as there is no answer. */
	status: number | 'reset';
}

const KEY_FIELDS = ['company_key', 'companyKey'];

/** What the audit keeps of a request that has just arrived. */
export function auditEntry(
	received: ReceivedRequest,
	host: AuditEntry['host'],
	path: string,
	companyKey: string,
): AuditEntry {
	const { values, method, query, headers, contentType } = received;
	const keyField = findKeyField(received.values, companyKey);
	const { [keyField ?? '']: key, ...fields } = values;
	return {
		at: Date.now(),
		answeredAt: null,
		host,
		method,
		path,
		query,
		headers,
		fields,
		keyField,
		keyCorrect: keyField !== null && key === companyKey,
		contentType,
		files: received.files.map(({ field, fileName, mimeType, size, sha256 }) => ({
			field,
			fileName,
			mimeType,
			size,
			sha256,
		})),
		status: 0,
	};
}

/** The field with a key's name, else the one that holds the right key under another name. */
function findKeyField(values: Record<string, unknown>, companyKey: string): string | null {
	const names = Object.keys(values);
	const byName = names.find((name) => KEY_FIELDS.includes(name));
	return byName ?? names.find((name) => values[name] === companyKey) ?? null;
}
