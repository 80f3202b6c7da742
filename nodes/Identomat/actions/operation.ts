import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { ErrorContext } from '../../api/errors/messages';
import type { Item } from './item';
import { isObject } from '../../api/results/values';

/** What an operation makes of one item; the router adds where it came from. */
export interface Output {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** How the panel and the nodes list name an operation. */
export interface OperationOption {
	name: string;
	/** What it does, as an entry of n8n's list of actions. */
	action: string;
	description: string;
}

/** One operation: its offer, what the user fills in, and what is sent and returned for one item. */
export interface Operation extends ErrorContext {
	option: OperationOption;
	fields: INodeProperties[];
	/** Whether AI agents must not use it, since it deletes, waits or moves files. */
	hideFromAgents?: boolean;
	/** Whether it only reads data, no files: many items can be worked on at the same time. */
	readOnly?: boolean;
	/** Whether a person waits for it: its requests go before those of batches. */
	isUrgent?: boolean;
	/**
	 * What has to be right before the first item is worked on.
	 * @throws {UserError} if it is not
	 */
	beforeAll?(context: IExecuteFunctions): void;
	execute(item: Item): Promise<Output | Output[]>;
	/** What concerns all items together, once each was executed or has failed; gives what goes on. */
	afterAll?(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<INodeExecutionData[]>;
}

/** The operations of one resource, by the values of the parameter `operation`. */
export interface Resource {
	/** The one that is chosen at first. */
	default: string;
	operations: Record<string, Operation>;
}

/** One output item per element of a list; an element that is no object goes under `value`. */
export function listOutput(list: unknown[]): Output[] {
	return list.map((element) => ({
		json: isObject(element) ? element : ({ value: element } as IDataObject),
	}));
}
