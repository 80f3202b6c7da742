import type { Operation } from './operation';
import * as exportResource from './export/export.resource';
import * as media from './media/media.resource';
import * as processing from './processing/processing.resource';
import * as result from './result/result.resource';
import * as screening from './screening/screening.resource';
import * as session from './session/session.resource';

/** Every operation, by the values of the parameters `resource` and `operation`. */
export const resources: Record<string, Record<string, Operation> | undefined> = {
	session: session.operations,
	result: result.operations,
	media: media.operations,
	processing: processing.operations,
	screening: screening.operations,
	export: exportResource.operations,
};
