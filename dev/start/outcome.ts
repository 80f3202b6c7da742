import type { IBinaryData, IDataObject } from 'n8n-workflow';

import type { Execution } from '../n8n/rest';
import type { Row } from './terminal';

/** What came out of a run of the onboarding example, whichever of its nodes it came from. */
export function outcomeRows({ nodes, error }: Execution): Row[] {
	const items = Object.values(nodes).flatMap((run) => run.items);
	const json: IDataObject = Object.assign({}, ...items.map((item) => item.json));
	const files = items.flatMap((item) => Object.values(item.binary ?? {}));
	const rows: Row[] = [
		['Session', text(json.sessionId)],
		['Outcome', text(json.outcome)],
		['Name', text(json.fullName)],
		['Born', text(json.birthDate)],
		['Document', `${text(json.documentNumber)}, valid until ${text(json.documentExpiryDate)}`],
		['Files', files.map((file) => described(file, json.sessionId)).join(', ') || '–'],
		['Deleted', json.deleted ? 'yes' : 'no'],
	];
	if (error) rows.push(['Failed', error.message]);
	return rows;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '–';
}

/** Such as `face.jpg (24 kB)`: the name without the session's id, which is long. */
function described({ fileName = '', fileSize }: IBinaryData, sessionId: unknown): string {
	return `${fileName.replace(`-${String(sessionId)}`, '')} (${fileSize})`;
}
