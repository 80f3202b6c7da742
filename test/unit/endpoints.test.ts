import { externalEndpoints } from '../../dev/sandbox/externalApi';
import { Monitoring } from '../../dev/sandbox/screening';
import { Sessions } from '../../dev/sandbox/sessions';
import { widgetEndpoints } from '../../dev/sandbox/widgetApi';
import { comparisonFields, endpoints, hostedFlow, hosts } from '../../nodes/api/endpoints';

const catalogue = Object.values(endpoints).map(({ host, path, fields, files }) => {
	const names = [...Object.values(fields), ...Object.values(files)].map(({ value }) => value);
	return { host, path: path.value, names };
});

/** What a sandbox knows, which is spelled from the API reference and not from the catalogue. */
const sessions = new Sessions();
const played = {
	widget: widgetEndpoints(sessions),
	external: externalEndpoints(sessions, new Monitoring(), ''),
};

it('catalog and sandbox have the same endpoints, each with its host, path and parameters', () => {
	const inSandbox = Object.entries(played).flatMap(([host, its]) =>
		Object.entries(its).map(([path, { parameterNames }]) => lineOf(host, path, parameterNames)),
	);
	const inCatalogue = catalogue.map(({ host, path, names }) => lineOf(host, path, names));
	expect(inCatalogue.sort()).toEqual(inSandbox.sort());
});

function lineOf(host: string, path: string, names: string[]): string {
	return `${host} ${path}: ${[...names].sort().join(' ')}`;
}

it.each(catalogue)('the path $path is spelled as on its host $host', ({ host, path }) => {
	expect(path).toMatch(host === 'widget' ? /^[a-z][a-z-]*\/([a-z-]+\/)*$/ : /^[a-z][a-z-]*[a-z]$/);
});

it('every fact has its evidence', () => {
	const facts = factsIn([endpoints, hosts, comparisonFields, hostedFlow]);
	expect(facts.length).toBeGreaterThan(80);
	for (const { evidence } of facts) {
		expect(['reference', 'observed', 'inferred']).toContain(evidence);
	}
});

function factsIn(value: unknown): Array<{ evidence: unknown }> {
	if (typeof value !== 'object' || value === null) return [];
	return 'evidence' in value ? [value] : Object.values(value).flatMap(factsIn);
}

it('each path and each name of the widget API comes from the reference', () => {
	for (const { path } of Object.values(endpoints)) expect(path.evidence).toBe('reference');
	expect(endpoints.getGeneralDocument.fields).toEqual({
		sessionId: { value: 'session_token', evidence: 'reference' },
		documentType: { value: 'typeId', evidence: 'reference' },
	});
	expect(endpoints.createSession.fields.configId.evidence).toBe('observed');
	expect(endpoints.listSessionActivities.fields.sessionId.evidence).toBe('observed');
});

it('the hosts name the key and the hosted flow as documented', () => {
	expect(hosts.widget.keyField).toEqual({ value: 'company_key', evidence: 'reference' });
	expect(hosts.external.keyField).toEqual({ value: 'companyKey', evidence: 'observed' });
	expect([hosts.widget.basePath.value, hosts.external.basePath.value]).toEqual([
		'external-api/',
		'',
	]);
	expect(hostedFlow.sessionField).toEqual({ value: 'session_token', evidence: 'observed' });
});
