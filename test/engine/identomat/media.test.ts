import { jpeg } from '../../../dev/sandbox';
import { externalRequest, sessionItems, setUpIdentomat, widgetRequest } from './identomatFixture';
import { filesOf, media, picture, video } from './mediaFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(8)]);
const noKnownType = Buffer.from([0, 1, 2, 255]);

const MISSING = { argumentError: 'the session has no such file' };
const TYPES = [
	'bank-statement',
	'utility-bill',
	'vehicle-registration-certificate-front',
	'vehicle-registration-certificate-back',
	'drivers-license',
] as const;

describe('download', () => {
	it.each([
		['cardFront', 'result/card-front/', 'card-front', 60],
		['cardBack', 'result/card-back/', 'card-back', 80],
		['passport', 'result/passport/', 'passport', 100],
		['face', 'result/face/', 'face', 120],
		['faceDocument', 'result/face-document/', 'face-document', 140],
	] as const)('gives the picture %s', async (file, path, name, shade) => {
		const sessionId = fixture.sandbox.addSession({ files: [file] });
		const { items } = await fixture.run(media('download', sessionId, { file }));
		const fileName = `${name}-${sessionId}.jpg`;
		const fileSize = picture(shade).length;
		expect(items).toEqual([
			{
				json: { sessionId, file, fileName, mimeType: 'image/jpeg', fileSize },
				binary: { data: expect.objectContaining({ fileName, mimeType: 'image/jpeg' }) },
				pairedItem: { item: 0 },
			},
		]);
		expect(await filesOf(fixture, items[0])).toEqual({ data: picture(shade) });
		expect(fixture.sentRequests()).toEqual([widgetRequest(path, { session_token: sessionId })]);
	});

	it('puts the face video into the named field', async () => {
		const sessionId = fixture.sandbox.addSession({ faceVideoSize: 300_001 });
		const parameters = { file: 'faceVideo', binaryPropertyName: 'clip' };
		const { items } = await fixture.run(media('download', sessionId, parameters));
		expect(items[0]?.json).toEqual({
			sessionId,
			file: 'faceVideo',
			fileName: `face-video-${sessionId}.mp4`,
			mimeType: 'video/mp4',
			fileSize: 300_001,
		});
		const { clip, ...others } = await filesOf(fixture, items[0]);
		expect(clip?.equals(await video(300_001))).toBe(true);
		expect(others).toEqual({});
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('result/face-video/', { session_token: sessionId }),
		]);
	});

	it.each(TYPES)('returns the general document %s', async (documentType) => {
		const sessionId = fixture.sandbox.addSession({ generalDocuments: [documentType] });
		const parameters = { file: 'generalDocument', documentType };
		const { items } = await fixture.run(media('download', sessionId, parameters));
		expect(items[0]?.json).toMatchObject({
			file: 'generalDocument',
			fileName: `${documentType}-${sessionId}.jpg`,
		});
		expect(await filesOf(fixture, items[0])).toEqual({
			data: picture(180 + TYPES.indexOf(documentType)),
		});
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('result/general-document/', {
				session_token: sessionId,
				typeId: documentType,
			}),
		]);
	});

	it('returns the card front, or the bank statement, by default', async () => {
		const sessionId = fixture.sandbox.addSession({ generalDocuments: ['bank-statement'] });
		await fixture.run(media('download', sessionId));
		await fixture.run(media('download', sessionId, { file: 'generalDocument' }));
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('result/card-front/', { session_token: sessionId }),
			widgetRequest('result/general-document/', {
				session_token: sessionId,
				typeId: 'bank-statement',
			}),
		]);
	});

	it.each(['application/octet-stream', 'application/json', 'text/html'])(
		'recognizes a picture by its bytes when it is sent as %s',
		async (contentType) => {
			const sessionId = fixture.sandbox.addSession();
			fixture.sandbox.fault('result/card-front/', { contentType });
			const { items } = await fixture.run(media('download', sessionId));
			expect(items[0]?.json).toMatchObject({
				fileName: `card-front-${sessionId}.jpg`,
				mimeType: 'image/jpeg',
			});
			expect(await filesOf(fixture, items[0])).toEqual({ data: picture(60) });
		},
	);

	const box = (brand: string) => Buffer.from(`\0\0\0\x20ftyp${brand}\0\0\0\0`, 'latin1');
	it.each([
		['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n\0', 'latin1'), 'image/jp2', 'jp2'],
		['a JPEG 2000 codestream', Buffer.from([0xff, 0x4f, 0xff, 0x51, 0]), 'image/j2c', 'j2k'],
		['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'image/tiff', 'tif'],
		['HEIC', box('heix'), 'image/heic', 'heic'],
		['a HEIC sequence', box('hevc'), 'image/heic-sequence', 'heics'],
		['a HEIF sequence', box('msf1'), 'image/heif-sequence', 'heifs'],
		['AVIF', box('avif'), 'image/avif', 'avif'],
		['PNG', png, 'image/png', 'png'],
	])('sets the type and extension of %s', async (_, body, mimeType, extension) => {
		for (const contentType of ['application/octet-stream', mimeType]) {
			fixture.sandbox.clearFaults();
			fixture.sandbox.fault('result/face/', { body, contentType });
			const sessionId = fixture.sandbox.addSession();
			const { items } = await fixture.run(media('download', sessionId, { file: 'face' }));
			const fileName = `face-${sessionId}.${extension}`;
			expect(items[0]?.json).toMatchObject({ fileName, mimeType, fileSize: body.length });
			expect(items[0]?.binary?.data).toMatchObject({ fileName, mimeType });
			expect(await filesOf(fixture, items[0])).toEqual({ data: body });
		}
	});

	it.each<[string, string, Buffer]>([
		['a gzip', 'image/jpeg', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
		['a program', 'image/png', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')],
		['a Windows program', 'image/jpeg', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
		['noise', 'application/pdf', noKnownType],
		['noise', 'image/x-new; q=1', noKnownType],
		['noise', 'application/octet-stream', noKnownType],
		['a PNG', 'image/jpeg', png],
		['a picture', 'video/mp4', jpeg({ width: 8, height: 8 })],
		['a PDF', 'image/jpeg', Buffer.from('%PDF-1.7\n')],
		['a PDF', 'application/pdf', Buffer.from('%PDF-1.7\n')],
		['an SVG', 'image/svg+xml', Buffer.from('<svg onload="alert(1)"/>')],
		['an SVG', 'image/png', Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"/>')],
	])('refuses %s sent as %s as a face', async (_, contentType, body) => {
		fixture.sandbox.fault('result/face/', { body, contentType });
		const sessionId = fixture.sandbox.addSession();
		const { items, error } = await fixture.run(media('download', sessionId, { file: 'face' }));
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
	});

	it('accepts a PDF as a document', async () => {
		const body = Buffer.from('%PDF-1.7\n');
		fixture.sandbox.fault('result/passport/', { body, contentType: 'application/pdf' });
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.run(media('download', sessionId, { file: 'passport' }));
		expect(items[0]?.json).toMatchObject({ fileName: `passport-${sessionId}.pdf` });
	});

	it.each([
		[MISSING, 'argumentError: the session has no such file'],
		['"face_not_found"', 'face_not_found'],
		['', 'Identomat returned an empty response'],
		[{ face: null }, 'Identomat returned no file'],
		[[], 'Identomat returned no file'],
	])('fails if the response is %j instead of a file', async (body, message) => {
		fixture.sandbox.fault('result/face/', { body, contentType: 'image/jpeg' });
		const { items, error } = await fixture.run(media('download', 'session-a', { file: 'face' }));
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
		expect(errorText(error)).toContain(message);
	});
});

describe('downloadAll', () => {
	const ALL_FIELDS = [
		'cardFront',
		'cardBack',
		'passport',
		'face',
		'faceVideo',
		'faceDocument',
		'generalDocument_bankStatement',
		'generalDocument_driversLicense',
		'generalDocument_utilityBill',
		'generalDocument_vehicleRegistrationCertificateBack',
		'generalDocument_vehicleRegistrationCertificateFront',
	];
	const without = (fields: string[]) => ALL_FIELDS.filter((field) => !fields.includes(field));

	it('returns every file of the session in a field of its own', async () => {
		const sessionId = fixture.sandbox.addSession({
			files: ['cardFront', 'cardBack', 'passport', 'face', 'faceVideo', 'faceDocument'],
			generalDocuments: [...TYPES],
		});
		const { items } = await fixture.run(media('downloadAll', sessionId));
		expect(items).toEqual([
			{
				json: { sessionId, found: ALL_FIELDS, missing: [] },
				binary: expect.any(Object),
				pairedItem: { item: 0 },
			},
		]);
		expect(await filesOf(fixture, items[0])).toEqual({
			cardFront: picture(60),
			cardBack: picture(80),
			passport: picture(100),
			face: picture(120),
			faceVideo: await video(),
			faceDocument: picture(140),
			generalDocument_bankStatement: picture(180),
			generalDocument_utilityBill: picture(181),
			generalDocument_vehicleRegistrationCertificateFront: picture(182),
			generalDocument_vehicleRegistrationCertificateBack: picture(183),
			generalDocument_driversLicense: picture(184),
		});
		expect(items[0]?.binary?.generalDocument_utilityBill?.fileName).toBe(
			`utility-bill-${sessionId}.jpg`,
		);
		expect(items[0]?.binary?.faceVideo?.fileName).toBe(`face-video-${sessionId}.mp4`);
		expect(fixture.sentRequests().map(({ path }) => path)).not.toContain('result/');
	});

	it("lists files that the session doesn't have as missing", async () => {
		const sessionId = fixture.sandbox.addSession({
			files: ['face'],
			generalDocuments: ['utility-bill'],
		});
		const { items } = await fixture.run(media('downloadAll', sessionId));
		const found = ['face', 'generalDocument_utilityBill'];
		expect(items[0]?.json).toEqual({ sessionId, found, missing: without(found) });
		expect(await filesOf(fixture, items[0])).toEqual({
			face: picture(120),
			generalDocument_utilityBill: picture(181),
		});
	});

	it('requests only the chosen files and document types', async () => {
		const sessionId = fixture.sandbox.addSession();
		const parameters = {
			files: ['face', 'generalDocument'],
			documentTypes: ['utility-bill', 'drivers-license'],
		};
		const { items } = await fixture.run(media('downloadAll', sessionId, parameters));
		expect(items[0]?.json).toEqual({
			sessionId,
			found: ['face'],
			missing: ['generalDocument_utilityBill', 'generalDocument_driversLicense'],
		});
		const session = { session_token: sessionId };
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('result/face/', session),
			widgetRequest('result/general-document/', { ...session, typeId: 'utility-bill' }),
			widgetRequest('result/general-document/', { ...session, typeId: 'drivers-license' }),
		]);
	});

	it('returns an item without files if the session exists and has none', async () => {
		const sessionId = fixture.sandbox.addSession({ files: [] });
		const { items } = await fixture.run(media('downloadAll', sessionId));
		expect(items[0]?.json).toEqual({ sessionId, found: [], missing: ALL_FIELDS });
		expect(await filesOf(fixture, items[0])).toEqual({});
		expect(fixture.sentRequests().filter(({ path }) => path === 'result/')).toEqual([
			widgetRequest('result/', { session_token: sessionId }),
		]);
	});

	it('fails if the session does not exist', async () => {
		const { items, error } = await fixture.run(media('downloadAll', 'deleted-session'));
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: 'Session not found',
			description: expect.stringContaining('SESSION_NOT_FOUND'),
			httpCode: '200',
			context: { itemIndex: 0 },
		});
		expect(fixture.sentRequests()).toHaveLength(ALL_FIELDS.length + 1);
		expect(fixture.sentRequests().at(-1)).toEqual(
			widgetRequest('result/', { session_token: 'deleted-session' }),
		);
	});

	it.each([
		['a fault of the server', { status: 500 }, '500'],
		['a refused key', { body: { argumentError: 'company_key is not valid' } }, '200'],
		['a session of somebody else', { code: 'invalidAccess' }, '200'],
		['an empty file', { body: '', contentType: 'image/jpeg' }, '200'],
		['a web page', { shape: 'html' as const }, '200'],
	])('fails after %s instead of listing the file as missing', async (_, fault, httpCode) => {
		const sessionId = fixture.sandbox.addSession();
		fixture.sandbox.fault('result/face/', fault);
		const { items, error } = await fixture.run(media('downloadAll', sessionId));
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode, context: { itemIndex: 0 } });
		expect(fixture.sentRequests().at(-1)?.path).toBe('result/face/');
	});

	it('lists a file as missing after a 404 that says so', async () => {
		const sessionId = fixture.sandbox.addSession();
		fixture.sandbox.fault('result/face/', { status: 404, code: 'notFound' });
		const parameters = { files: ['cardFront', 'face'] };
		const { items } = await fixture.run(media('downloadAll', sessionId, parameters));
		expect(items[0]?.json).toMatchObject({ found: ['cardFront'], missing: ['face'] });
	});

	it('assigns files to their sessions', async () => {
		const sessionIds = (['face', 'cardFront', 'passport'] as const).map((file) =>
			fixture.sandbox.addSession({ files: [file] }),
		);
		const parameters = { files: ['cardFront', 'passport', 'face'] };
		const { items } = await fixture.run(
			media('downloadAll', '={{ $json.sessionId }}', parameters),
			{
				items: sessionItems(...sessionIds),
			},
		);
		expect(items.map(({ json, pairedItem }) => [json.sessionId, json.found, pairedItem])).toEqual([
			[sessionIds[0], ['face'], { item: 0 }],
			[sessionIds[1], ['cardFront'], { item: 1 }],
			[sessionIds[2], ['passport'], { item: 2 }],
		]);
		expect(await Promise.all(items.map((item) => filesOf(fixture, item)))).toEqual([
			{ face: picture(120) },
			{ cardFront: picture(60) },
			{ passport: picture(100) },
		]);
	});
});

describe('getDocumentFacePhoto', () => {
	const PATH = 'get-session-main-document-face-photo';

	it('returns the photo', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.run(media('getDocumentFacePhoto', sessionId));
		expect(items).toEqual([
			{
				json: {
					sessionId,
					fileName: `document-face-photo-${sessionId}.jpg`,
					mimeType: 'image/jpeg',
					fileSize: picture(200).length,
				},
				binary: { data: expect.any(Object) },
				pairedItem: { item: 0 },
			},
		]);
		expect(await filesOf(fixture, items[0])).toEqual({ data: picture(200) });
		expect(fixture.sentRequests()).toEqual([externalRequest(PATH, { sessionId })]);
	});

	it.each([
		['base64', JSON.stringify(picture(9).toString('base64'))],
		['a data URI', JSON.stringify(`data:image/jpeg;base64,${picture(9).toString('base64')}`)],
		['base64 within an object', { data: { photo: picture(9).toString('base64') }, id: 7 }],
	])('reads %s', async (_, body) => {
		fixture.sandbox.fault(PATH, { body });
		const { items, error } = await fixture.run(media('getDocumentFacePhoto', 'session-a'));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			fileName: 'document-face-photo-session-a.jpg',
			mimeType: 'image/jpeg',
		});
		expect(await filesOf(fixture, items[0])).toEqual({ data: picture(9) });
	});

	it('downloads the photo from an address that Identomat returns instead', async () => {
		const sessionId = fixture.sandbox.addSession();
		const url = `${fixture.sandbox.widgetUrl}/files/${sessionId}/shot-0.jpg`;
		fixture.sandbox.fault(PATH, { body: { url } });
		const file = await fixture.run(media('getDocumentFacePhoto', sessionId));
		expect(file.items[0]?.json).toEqual({
			sessionId,
			fileName: `document-face-photo-${sessionId}.jpg`,
			mimeType: 'image/jpeg',
			fileSize: picture(210).length,
		});
		expect(await filesOf(fixture, file.items[0])).toEqual({ data: picture(210) });
		expect(fixture.sandbox.audit.map(({ keyField }) => keyField)).toEqual(['companyKey', null]);
	});

	it('fails if the document has no photo', async () => {
		const sessionId = fixture.sandbox.addSession({ files: ['face'] });
		const { items, error } = await fixture.run(media('getDocumentFacePhoto', sessionId));
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: 'Not found in Identomat',
			description: expect.stringContaining(
				'"notFound: the session has no document with a face photo"',
			),
			httpCode: '200',
		});
	});
});
