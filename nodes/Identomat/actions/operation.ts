import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import type { Item } from './item';

/** What an operation makes of one item; the router adds where it came from. */
export interface Output {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** One operation: what the user fills in, and what is sent and returned for one item. */
export interface Operation {
	description: INodeProperties[];
	/** What to do where Identomat refuses what was asked for, if that is known better than its code tells. */
	adviceWhenRefused?: string;
	execute(item: Item): Promise<Output | Output[]>;
}

/** One output item per element of a list; an element that is no object goes under `value`. */
export function listOutput(list: unknown[]): Output[] {
	return list.map((element) => ({
		json: isObject(element) ? element : ({ value: element } as IDataObject),
	}));
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
