import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import { toNodeApiError } from '../api/errors/apiError';
import { timeoutBefore } from './pollBudget';
import { compareRecords, type RecordEvent, type RecordRow } from './recordChanges';

async function listRecords(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<IDataObject[]> {
	const answer = await client.request(endpoints.listScreeningMonitoringRecords, {
		timeoutSeconds: timeoutBefore(deadline),
		// The next poll retries it.
		maxRetries: 0,
	});
	if (!answer.ok) throw toNodeApiError(context.getNode(), answer.failure);
	return answer.data.filter(isRecord);
}

/** What is no object (null, a text) is no record. */
function isRecord(element: unknown): element is IDataObject {
	return typeof element === 'object' && element !== null && !Array.isArray(element);
}

function recordItem({ record, change }: RecordEvent): INodeExecutionData {
	return { json: { ...record, change } };
}

/**
 * One poll: an item for each monitored record that is new or changed since the last poll; null when
 * there is none, and at the first poll.
 * @throws {NodeApiError} when the records cannot be listed; the state stays as it is
 */
export async function pollMonitoredRecords(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const staticData = context.getWorkflowStaticData('node');
	const before = staticData.records;
	const records = await listRecords(context, client, deadline);
	// Another poll, overlapping this one, has told what is new, and this list may be the older one.
	if (staticData.records !== before) return null;
	const known = before as RecordRow[] | undefined;
	const { state, events } = compareRecords(known, records);
	if (JSON.stringify(state) !== JSON.stringify(known)) {
		staticData.records = state as unknown as IDataObject[];
	}
	return events.length > 0 ? events.map(recordItem) : null;
}

/**
 * A test run: one monitored record as if it were new, null when nobody is monitored; touches no state.
 * @throws {NodeApiError} when the records cannot be listed
 */
export async function showOneRecord(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const [record] = await listRecords(context, client, deadline);
	return record ? [recordItem({ record, change: 'new' })] : null;
}
