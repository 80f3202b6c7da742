import { readFileSync } from 'node:fs';

import { endpoints, type Endpoint } from '../../nodes/api/endpoints';

const readme = readFileSync('README.md', 'utf8').replace(/ +/g, ' ');

/** The last three cells of an endpoint's row in the README, as the catalogue would write them. */
function cellsOf({ path, fields, files, answer }: Endpoint): string {
	const facts = Object.values({ ...fields, ...files });
	const names = (evidence: string) =>
		facts
			.filter((fact) => fact.evidence === evidence)
			.map((fact) => `\`${fact.value}\``)
			.join(', ');
	const labelled = (evidence: string) => names(evidence) && `${evidence}: ${names(evidence)}`;
	const request = [names('reference'), labelled('observed'), labelled('inferred')]
		.filter(Boolean)
		.join('; ');
	return `| \`${path.value}\` | ${request} | ${answer.evidence} |`.replace('|  |', '| |');
}

it.each(Object.entries(endpoints))('the README tells what is known of %s', (_name, endpoint) => {
	expect(readme).toContain(cellsOf(endpoint));
});
