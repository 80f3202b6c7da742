import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { IdentomatClient } from '../../../api/client';
import { endpoints } from '../../../api/endpoints';
import { toNodeApiError } from '../../../api/errors/nodeErrors';
import { recordLabel } from '../../../api/results/monitoredRecord';

/** How many records the panel loads at a time: more would make it slow. */
const PAGE_SIZE = 100;

/**
 * The monitored records whose name, date or id holds a text, by their names.
 * @param page where the next records begin, from the last response
 * @throws {NodeApiError} if the records cannot be listed
 */
export async function searchMonitoredRecords(
	this: ILoadOptionsFunctions,
	filter = '',
	page = '0',
): Promise<INodeListSearchResult> {
	const client = await IdentomatClient.create(this, undefined, { isUrgent: true });
	const answer = await client.request(endpoints.listScreeningMonitoringRecords, {});
	if (!answer.ok) throw toNodeApiError(this.getNode(), answer.failure);
	const wanted = filter.trim().toLowerCase();
	const found = answer.data
		.map(recordLabel)
		.filter((record) => record !== undefined)
		.filter(({ id, label }) => `${label} ${id}`.toLowerCase().includes(wanted))
		.map(({ id, label }) => ({ name: label, value: id }))
		.sort((a, b) => a.name.localeCompare(b.name));
	const end = Number(page) + PAGE_SIZE;
	return {
		results: found.slice(Number(page), end),
		paginationToken: end < found.length ? String(end) : undefined,
	};
}
