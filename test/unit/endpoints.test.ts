import { comparisonFields, endpoints, hostedFlow, hosts } from '../../nodes/api/endpoints';

/** The API reference: host, path, what is sent (fields, then files). */
const REFERENCE = [
	'widget begin/: flags parent_session_id config_id steps',
	'widget delete/: session_token',
	'external list-session-activities: sessionId',
	'external get-session-statistical-summary: sessionId',
	'external get-session-config-steps: configId sessionId',
	'widget result/: session_token',
	'widget result/card-front/: session_token',
	'widget result/card-back/: session_token',
	'widget result/passport/: session_token',
	'widget result/face/: session_token',
	'widget result/face-video/: session_token',
	'widget result/face-document/: session_token',
	'widget result/general-document/: session_token typeId',
	'external get-session-main-document-face-photo: sessionId',
	'external get-video-call-shots: sessionId',
	'external get-video-call-videos: sessionId',
	'widget card/front/: image',
	'widget card/back/: image',
	'widget license/front/: image',
	'widget license/back/: image',
	'widget residence/front/: image',
	'widget residence/back/: image',
	'widget passport/: image',
	'widget compare-faces/: face1 face2',
	'external search-screening-person: name firstName middleName lastName birthdayTime nationality gender',
	'external get-screening-person-details: personId',
	'external monitor-screening-query: name firstName middleName lastName birthdayTime nationality gender',
	'external remove-screening-query-from-monitoring: id',
	'external list-screening-monitoring-records:',
	'external export-session-as-pdf: sessionId',
];

const catalogue = Object.values(endpoints).map(({ host, path, fields, files }) => {
	const names = [...Object.values(fields), ...Object.values(files)].map(({ value }) => value);
	return { host, path: path.value, names };
});

it('the catalogue holds the 30 endpoints of the API reference, each once', () => {
	const lines = catalogue.map(({ host, path, names }) => `${host} ${path}: ${sorted(names)}`);
	const expected = REFERENCE.map((line) => {
		const [endpoint, names = ''] = line.split(':');
		return `${endpoint}: ${sorted(names.split(' '))}`;
	});
	expect(lines.sort()).toEqual(expected.sort());
	expect(new Set(catalogue.map(({ host, path }) => `${host} ${path}`)).size).toBe(30);
});

function sorted(names: string[]): string {
	return names.filter(Boolean).sort().join(' ');
}

it.each(catalogue)('the path $path is spelled as its host $host wants it', ({ host, path }) => {
	expect(path).toMatch(host === 'widget' ? /^[a-z][a-z-]*\/([a-z-]+\/)*$/ : /^[a-z][a-z-]*[a-z]$/);
});

it('every fact says where it comes from', () => {
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

it('each path comes from the reference, and each name of the widget API that it lists', () => {
	expect(Object.values(endpoints).map(({ path }) => path.evidence)).toEqual(
		Array.from({ length: 30 }, () => 'reference'),
	);
	expect(endpoints.getGeneralDocument.fields).toEqual({
		sessionId: { value: 'session_token', evidence: 'reference' },
		documentType: { value: 'typeId', evidence: 'reference' },
	});
	expect(endpoints.beginSession.fields.configId.evidence).toBe('observed');
	expect(endpoints.listSessionActivities.fields.sessionId.evidence).toBe('inferred');
});

it('the hosts name the key and the hosted flow as documented', () => {
	expect(hosts.widget.keyField).toEqual({ value: 'company_key', evidence: 'reference' });
	expect(hosts.external.keyField).toEqual({ value: 'companyKey', evidence: 'inferred' });
	expect([hosts.widget.basePath.value, hosts.external.basePath.value]).toEqual([
		'external-api/',
		'',
	]);
	expect(hostedFlow.sessionField).toEqual({ value: 'session_token', evidence: 'observed' });
});
