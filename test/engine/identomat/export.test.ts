import { jpeg } from '../../../dev/sandbox';
import { externalRequest, setUpIdentomat } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const PATH = 'export-session-as-pdf';
const sessionPdf = (sessionId: string, parameters = {}) => ({
	resource: 'export',
	operation: 'sessionPdf',
	sessionId,
	...parameters,
});

it('returns the report of a session as a PDF', async () => {
	const sessionId = fixture.sandbox.addSession();
	const { items } = await fixture.run(sessionPdf(` ${sessionId} `));
	const [item] = items;
	const report = item?.binary?.data && (await fixture.engine.readBinary(item.binary.data));
	expect(report?.toString('latin1')).toMatch(/^%PDF-1\.\d[\s\S]*%%EOF\s*$/);
	const about = { fileName: `session-${sessionId}.pdf`, mimeType: 'application/pdf' };
	expect(items).toEqual([
		{
			json: { sessionId, ...about, fileSize: report?.length },
			binary: { data: expect.objectContaining(about) },
			pairedItem: { item: 0 },
		},
	]);
	expect(fixture.sentRequests()).toEqual([externalRequest(PATH, { sessionId })]);
});

it.each([
	['base64', { pdf: Buffer.from('%PDF-1.7\n').toString('base64') }],
	[
		'a data URI',
		{ pdf: `data:application/pdf;base64,${Buffer.from('%PDF-1.7\n').toString('base64')}` },
	],
	['bytes sent as something else', Buffer.from('%PDF-1.7\n')],
])('reads a report that comes as %s', async (_, body) => {
	fixture.sandbox.fault(PATH, { body });
	const { items } = await fixture.run(sessionPdf('session-a', { binaryPropertyName: 'report' }));
	expect(items[0]?.json).toEqual({
		sessionId: 'session-a',
		fileName: 'session-session-a.pdf',
		mimeType: 'application/pdf',
		fileSize: 9,
	});
	const { report } = items[0]?.binary ?? {};
	expect(report && (await fixture.engine.readBinary(report))).toEqual(Buffer.from('%PDF-1.7\n'));
});

it('downloads the report from an address that Identomat returns instead', async () => {
	const url = `${fixture.sandbox.widgetUrl}/files/a/report.pdf`;
	fixture.sandbox.fault(PATH, { body: JSON.stringify(url) });
	fixture.sandbox.fault('files/a/report.pdf', {
		body: '%PDF-1.7\n',
		contentType: 'application/pdf',
	});
	const { items } = await fixture.run(sessionPdf('session-a'));
	const { data } = items[0]?.binary ?? {};
	expect(data && (await fixture.engine.readBinary(data))).toEqual(Buffer.from('%PDF-1.7\n'));
	expect(items[0]?.json).toMatchObject({
		sessionId: 'session-a',
		fileName: 'session-session-a.pdf',
	});
});

it('prefers the address of a PDF to that of a picture before it', async () => {
	const folder = `${fixture.sandbox.widgetUrl}/files/a`;
	const body = JSON.stringify({ preview: `${folder}/page.jpg`, report: `${folder}/report.pdf` });
	fixture.sandbox.fault(PATH, { body });
	fixture.sandbox.fault('files/a/report.pdf', {
		body: '%PDF-1.7\n',
		contentType: 'application/pdf',
	});
	const { items } = await fixture.run(sessionPdf('session-a'));
	expect(items[0]?.json).toMatchObject({
		fileName: 'session-session-a.pdf',
		mimeType: 'application/pdf',
	});
});

it('fails if the file at the address is not a PDF', async () => {
	const url = `${fixture.sandbox.widgetUrl}/files/a/report`;
	fixture.sandbox.fault(PATH, { body: JSON.stringify(url) });
	fixture.sandbox.fault('files/a/report', { body: jpeg({ width: 20, height: 20 }) });
	const { items, error } = await fixture.run(sessionPdf('session-a'));
	expect(items).toEqual([]);
	expect(error?.message).toBe(
		`Could not download the file: ${new URL(url).host} returned image/jpeg`,
	);
});

it.each(['wrongParameters', 'invalidAccess'])('fails with %s', async (code) => {
	fixture.sandbox.fault(PATH, { shape: 'string', code });
	const { items, error } = await fixture.run(sessionPdf('session-a'));
	expect(items).toEqual([]);
	expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
	expect(errorText(error)).toContain(code);
});
