import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../n8n/rest';
import type { VisitedPage } from '../visitor/visitor';
import type { Row } from '../terminal';

/**
 * What came out of a run of the first example.
 * @param seen the page that the person came back to
 */
export function outcomeRows({ nodes, error }: Execution, seen: VisitedPage): Row[] {
	const items = Object.values(nodes).flatMap((run) => run.items);
	const json: IDataObject = items.find((item) => 'outcome' in item.json)?.json ?? {};
	const rows: Row[] = [
		['Session', text(json.sessionId)],
		['Outcome', text(json.outcome)],
		['Name', text(json.fullName)],
		['Birth date', text(json.birthDate)],
		['Document', `${text(json.documentNumber)}, valid until ${text(json.documentExpiryDate)}`],
		['Last node', Object.keys(nodes).at(-1) ?? '–'],
		['Final page', seen.text.replace(/\s*\n\s*/g, '\n')],
	];
	if (error) rows.push(['Stopped by', error.message]);
	return rows;
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '–';
}
