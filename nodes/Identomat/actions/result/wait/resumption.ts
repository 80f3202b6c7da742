import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../../../../api/client';
import type { PersonResponse } from './response';
import type { RowExtras, WaitingItem } from './waitingItem';
import type { WaitMemory } from './waitMemory';

/** One request to the resume URL of an execution that waits. */
export interface ResumeRequest {
	context: IWebhookFunctions;
	isPost: boolean;
	query: IDataObject;
	/** The items as they were parked. */
	items: WaitingItem[];
	memory: WaitMemory;
	/** A client that gives up when the person has waited long enough. */
	createClient(): Promise<IdentomatClient>;
}

/** The result of a resume request. */
export interface Resumption {
	response: PersonResponse;
	/** Whether the execution continues. */
	shouldContinue: boolean;
	/** What n8n has to store, and the response as long as it cannot. */
	pending?: { isStored: () => boolean; response: PersonResponse };
	/** What the row of an item says besides its result. */
	extras?: ReadonlyMap<WaitingItem, RowExtras>;
}
