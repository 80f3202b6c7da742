import type { Inspection } from '../../../api/client';
import type { Outline } from '../../../api/response/description';
import type { Endpoint, Host } from '../../../api/endpoint';
import { endpoints, hosts } from '../../../api/endpoints';
import { refusesKey } from '../../../api/errors/classify';
import { operationNames } from './operationNames';
import { verdictOf, type Verdict } from './verdict';

/** The findings about one endpoint. */
export interface CheckRow {
	/** The operation that uses it, as the panel names it. */
	operation: string;
	/** Its path below the host, or null in a row about several endpoints. */
	endpoint: string | null;
	/** Null in a row about several endpoints. */
	host: Host | null;
	verdict: Verdict;
	/** HTTP status, or null if there was no response. */
	status: number | null;
	/** How long the response took, in milliseconds, or null if nothing was requested. */
	durationMs: number | null;
	/** The kind of response, in words, or null if there was none. */
	answer: string | null;
	/** Names and types of the response's fields. */
	fields: Outline;
	/** Why the verdict is not `as expected`, or null if it is. */
	message: string | null;
}

type Name = keyof typeof endpoints;

interface CheckedEndpoint {
	row: CheckRow;
	inspection: Inspection;
}

/** Sends a request to an endpoint, and describes the response. */
export type Inspect = (endpoint: Endpoint, fields: Record<string, string>) => Promise<Inspection>;

/** One request to each host comes first: it shows whether the host can be reached and accepts the key. */
const FIRST: Name[] = ['listScreeningMonitoringRecords', 'getResult'];
/** One kind of general document represents all. */
const A_DOCUMENT = 'bank-statement';

const KEY_REFUSED =
	"Identomat rejected the company key in every request. Check 'Company Key' in the credential; the other rows have the same reason.";
const NOT_READ_ONLY = 'Not checked, since it creates, deletes or costs something';

/**
 * Checks every endpoint that only reads, one after the other. Endpoints of a session are checked only if
 * there is a session.
 * @returns a row for each endpoint: first the checked ones in the order of the requests, then the others.
 * Without a session, one row covers all endpoints that were not checked.
 */
export async function checkAccount(inspect: Inspect, sessionId?: string): Promise<CheckRow[]> {
	const checked: CheckedEndpoint[] = [];
	const names = namesInOrder();
	for (const name of names.filter((each) => canCheck(endpoints[each], sessionId))) {
		const endpoint: Endpoint = endpoints[name];
		const start = performance.now();
		const inspection = await inspect(endpoint, requestFields(endpoint, sessionId));
		const durationMs = Math.round(performance.now() - start);
		checked.push({ inspection, row: rowOf(name, inspection, durationMs, sessionId) });
	}
	const unchecked = names.filter((each) => !canCheck(endpoints[each], sessionId));
	const uncheckedRows = sessionId ? unchecked.map(uncheckedRow) : [rowOfAllOthers(unchecked)];
	return [...withKeyJudged(checked), ...uncheckedRows];
}

/**
 * Explains a rejected company key once. If both hosts reject it, it is the wrong key. If only one host
 * rejects it, that host requires it under another name.
 */
function withKeyJudged(checked: CheckedEndpoint[]): CheckRow[] {
	const isRefused = ({ inspection }: CheckedEndpoint) => isKeyRefused(inspection);
	const hostsRefusing = FIRST.map((name) => endpoints[name].host).filter((host) => {
		const ofHost = checked.filter(({ row }) => row.host === host);
		return ofHost.length > 0 && ofHost.every(isRefused);
	});
	const isEverywhere = checked.every(isRefused);
	for (const host of isEverywhere ? hostsRefusing.slice(0, 1) : hostsRefusing) {
		const row = checked.find((each) => each.row.host === host)?.row;
		if (row) Object.assign(row, isEverywhere ? keyRefused(row) : keyMisnamed(host, row));
	}
	return checked.map(({ row }) => row);
}

function keyRefused({ message }: CheckRow): Partial<CheckRow> {
	return { message: `${KEY_REFUSED} ${message}` };
}

function keyMisnamed(host: Host, { message }: CheckRow): Partial<CheckRow> {
	const { value, evidence } = hosts[host].keyField;
	return {
		verdict: 'other than expected',
		message: `${message}. The other host accepts the key: this one may want it under another name than "${value}" (${evidence}). To correct it: nodes/api/endpoints.ts, hosts.${host}.keyField`,
	};
}

function namesInOrder(): Name[] {
	const names = Object.keys(endpoints) as Name[];
	return [...FIRST, ...names.filter((name) => !FIRST.includes(name))];
}

function canCheck({ fields, readOnly }: Endpoint, sessionId?: string): boolean {
	return readOnly && (sessionId !== undefined || !('sessionId' in fields));
}

function requestFields({ fields }: Endpoint, sessionId?: string): Record<string, string> {
	return {
		...('sessionId' in fields && sessionId !== undefined && { sessionId }),
		...('documentType' in fields && { documentType: A_DOCUMENT }),
	};
}

function isKeyRefused({ failure }: Inspection): boolean {
	return failure !== undefined && refusesKey(failure);
}

function rowOf(
	name: Name,
	inspection: Inspection,
	durationMs: number,
	sessionId?: string,
): CheckRow {
	const { status, body } = inspection;
	const { verdict, message } = verdictOf(name, inspection);
	return {
		operation: operationNames[name],
		endpoint: endpoints[name].path.value,
		host: endpoints[name].host,
		verdict,
		status: status ?? null,
		durationMs,
		answer: body?.kind ?? null,
		fields: body?.outline ?? {},
		message: sessionId ? (message?.replaceAll(sessionId, '[session ID]') ?? null) : message,
	};
}

const NOT_CHECKED = {
	verdict: 'not checked',
	status: null,
	durationMs: null,
	answer: null,
	fields: {},
} as const;

function uncheckedRow(name: Name): CheckRow {
	const { path, host } = endpoints[name];
	return {
		operation: operationNames[name],
		endpoint: path.value,
		host,
		...NOT_CHECKED,
		message: NOT_READ_ONLY,
	};
}

/** Without a session almost nothing can be checked: one row says so for all. */
function rowOfAllOthers(names: Name[]): CheckRow {
	const operationsOf = (isReadOnly: boolean) => {
		const matching = names.filter((name) => endpoints[name].readOnly === isReadOnly);
		return [...new Set(matching.map((name) => operationNames[name]))].join(', ');
	};
	return {
		operation: 'All others',
		endpoint: null,
		host: null,
		...NOT_CHECKED,
		message: `Enter the 'Session ID' of a finished session to check these: ${operationsOf(true)}. Never checked, since they create, delete or cost something: ${operationsOf(false)}.`,
	};
}
