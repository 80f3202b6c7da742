import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { IdentomatClient } from '../api/client';
import { toNodeError } from '../api/errors/nodeErrors';
import { readChoice } from '../shared/parameters/choices';
import { pollFinishedSessions, showOneSession } from './finishedSessions';
import { pollMonitoredRecords, showOneRecord } from './monitoredRecords';
import { pollTime } from './pollTime';
import { readMaxConcurrency } from './settings';

const EVENTS = ['sessionFinished', 'monitoringRecordChanged'] as const;

const pollers = {
	sessionFinished: { poll: pollFinishedSessions, show: showOneSession },
	monitoringRecordChanged: { poll: pollMonitoredRecords, show: showOneRecord },
};

/** Polls for the chosen event. A test run outputs a sample item instead. */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const { deadline, signal } = pollTime(this);
	try {
		const event = readChoice(this.getNodeParameter('event'), "'Trigger On'", EVENTS);
		const run = this.getMode() === 'manual' ? pollers[event].show : pollers[event].poll;
		const settings = { maxConcurrency: readMaxConcurrency(this) };
		const client = await IdentomatClient.create(this, signal, settings);
		const items = await run(this, client, deadline);
		return items && [items];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
