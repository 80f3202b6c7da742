import type { Inspection } from '../../../api/client';
import type { Outline } from '../../../api/response/description';
import { endpoints, hosts, type Endpoint, type Host } from '../../../api/endpoints';
import { refusesKey } from '../../../api/errors/classify';
import { verdictOf, type Verdict } from './verdict';

/** What was found out about one endpoint. */
export interface CheckRow {
	/** Its path below the host. */
	endpoint: string;
	host: Host;
	verdict: Verdict;
	/** HTTP status; null where there was no answer. */
	status: number | null;
	/** How long the answer took, in milliseconds; null where nothing was asked. */
	durationMs: number | null;
	/** What the answer was, in words; null where there was none. */
	answer: string | null;
	/** Names and types of the answer's fields. */
	fields: Outline;
	/** Why the verdict is not `as expected`; null where it is. */
	message: string | null;
}

type Name = keyof typeof endpoints;

interface Asked {
	row: CheckRow;
	inspection: Inspection;
}

/** Asks an endpoint, and looks at what comes. */
export type Inspect = (endpoint: Endpoint, fields: Record<string, string>) => Promise<Inspection>;

/** One call to each host comes first: whether there is a way to it, and whether it takes the key. */
const FIRST: Name[] = ['listScreeningMonitoringRecords', 'getResult'];
/** Of the kinds of general document one stands for all. */
const A_DOCUMENT = 'bank-statement';

const KEY_REFUSED =
	'Identomat refuses the company key wherever it was asked: check the credential. The other rows tell nothing more.';
const NOT_READING = 'Not asked: it creates, deletes or costs something';
const NEEDS_SESSION = 'Not asked: it needs a session ID';

/**
 * Asks every endpoint that only reads, one after the other; those of a session only where there is one.
 * @returns a row for each endpoint: what was asked in the order of the API reference, then the others
 */
export async function checkAccount(inspect: Inspect, sessionId?: string): Promise<CheckRow[]> {
	const asked: Asked[] = [];
	const skipped: CheckRow[] = [];
	for (const name of ordered()) {
		const endpoint: Endpoint = endpoints[name];
		const reason = reasonToSkip(endpoint, sessionId);
		if (reason) {
			skipped.push(skippedRow(endpoint, reason));
			continue;
		}
		const start = performance.now();
		const inspection = await inspect(endpoint, fieldsOf(endpoint, sessionId));
		const durationMs = Math.round(performance.now() - start);
		asked.push({ inspection, row: rowOf(name, inspection, durationMs, sessionId) });
	}
	return [...withKeyJudged(asked), ...skipped];
}

/**
 * Says once what a refused company key means: refused wherever it was asked, it is the wrong one; at
 * one host only, that host wants it under another name.
 */
function withKeyJudged(asked: Asked[]): CheckRow[] {
	const isRefused = ({ inspection }: Asked) => isKeyRefused(inspection);
	const hostsRefusing = FIRST.map((name) => endpoints[name].host).filter((host) => {
		const ofHost = asked.filter(({ row }) => row.host === host);
		return ofHost.length > 0 && ofHost.every(isRefused);
	});
	const isEverywhere = asked.every(isRefused);
	const firstRows = hostsRefusing.map((host) => asked.find(({ row }) => row.host === host)?.row);
	for (const row of isEverywhere ? firstRows.slice(0, 1) : firstRows) {
		if (row) Object.assign(row, isEverywhere ? keyRefused(row) : keyMisnamed(row));
	}
	return asked.map(({ row }) => row);
}

function keyRefused({ message }: CheckRow): Partial<CheckRow> {
	return { message: `${KEY_REFUSED} ${message}` };
}

function keyMisnamed({ host, message }: CheckRow): Partial<CheckRow> {
	const { value, evidence } = hosts[host].keyField;
	return {
		verdict: 'other than expected',
		message: `${message}. The other host takes the key: this one may want it under another name than "${value}" (${evidence}). To correct it: nodes/api/endpoints.ts, hosts.${host}.keyField`,
	};
}

function ordered(): Name[] {
	const names = Object.keys(endpoints) as Name[];
	return [...FIRST, ...names.filter((name) => !FIRST.includes(name))];
}

function reasonToSkip({ fields, readOnly }: Endpoint, sessionId?: string): string | undefined {
	if (!readOnly) return NOT_READING;
	return 'sessionId' in fields && sessionId === undefined ? NEEDS_SESSION : undefined;
}

function fieldsOf({ fields }: Endpoint, sessionId?: string): Record<string, string> {
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

function skippedRow({ path, host }: Endpoint, message: string): CheckRow {
	return {
		endpoint: path.value,
		host,
		verdict: 'not checked',
		status: null,
		durationMs: null,
		answer: null,
		fields: {},
		message,
	};
}
