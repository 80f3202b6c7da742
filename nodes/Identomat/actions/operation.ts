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

/** The output of an operation for one item. The router adds the item that it came from. */
export interface Output {
	json: IDataObject;
	binary?: IBinaryKeyData;
	/** The input fields that 'Include Input Fields' adds, if not all of them. */
	included?: IDataObject;
}

/** An operation's name in the panel and in the nodes list. */
export interface OperationOption {
	name: string;
	/** What it does, as an entry of n8n's list of actions. */
	action: string;
	description: string;
}

/** One operation: its entry in the panel, its fields, and what is sent and returned for one item. */
export interface Operation extends ErrorContext {
	option: OperationOption;
	fields: INodeProperties[];
	/** Whether AI agents must not use it, since it deletes, waits or moves files. */
	hideFromAgents?: boolean;
	/** Whether it only reads data, and no files. Then many items can be processed at the same time. */
	readOnly?: boolean;
	/** Whether a person waits for it: its requests go before those of batches. */
	isUrgent?: boolean;
	/**
	 * Checks what has to be right before the first item is processed.
	 * @throws {UserError} if it is not
	 */
	beforeAll?(context: IExecuteFunctions): void;
	execute(item: Item): Promise<Output | Output[]>;
	/**
	 * Handles all items together, after each of them was executed or has failed. Returns the items to
	 * output.
	 */
	afterAll?(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<INodeExecutionData[]>;
}

/** The operations of one resource, by the values of the parameter `operation`. */
export interface Resource {
	/** Its name in the panel. */
	option: { name: string; description: string };
	/** Whether AI agents must not use any of its operations. */
	hideFromAgents?: boolean;
	/** The operation that is selected by default. */
	default: string;
	operations: Record<string, Operation>;
}

/** One output item for each element of a list. An element that is not an object goes under `value`. */
export function listOutput(list: unknown[]): Output[] {
	return list.map((element) => ({
		json: isObject(element) ? element : ({ value: element } as IDataObject),
	}));
}
