import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { IdentomatClient } from '../api/client';
import { toNodeError } from '../api/errors/nodeError';
import { pollFinishedSessions } from './finishedSessions';
import { pollMonitoredRecords, showOneRecord } from './monitoredRecords';
import { pollTime } from './pollBudget';
import { showOneSession } from './manualRun';
import { ceilingOf } from './watchSettings';

const pollers = {
	sessionFinished: { poll: pollFinishedSessions, show: showOneSession },
	monitoringRecordChanged: { poll: pollMonitoredRecords, show: showOneRecord },
};

/** Polls for the chosen event; in a test run shows what an item looks like instead. */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const event = this.getNodeParameter('event') as keyof typeof pollers;
	const run = this.getMode() === 'manual' ? pollers[event].show : pollers[event].poll;
	const { deadline, signal } = pollTime(this);
	try {
		const client = await IdentomatClient.create(this, signal, { maxConcurrency: ceilingOf(this) });
		const items = await run(this, client, deadline);
		return items && [items];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
