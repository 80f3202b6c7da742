import type { IDataObject } from 'n8n-workflow';

import { isFinished, outcomeOf } from '../../../api/results/outcomes';
import { formatResult } from '../../../api/results/simplifiedResult';
import type { WaitsFor } from './waitingItems';

/** Whether nothing more is waited for. */
export function finished(result: IDataObject): boolean {
	return isFinished(outcomeOf(result.result));
}

/** The row of `result.get`, and whether the limit was reached before the session was finished. */
export function waitRow(
	waitsFor: Pick<WaitsFor, 'sessionId' | 'simplify' | 'fields'>,
	result: IDataObject,
	timedOut: boolean,
): IDataObject {
	return { ...formatResult(waitsFor, waitsFor.sessionId, result), timedOut };
}
