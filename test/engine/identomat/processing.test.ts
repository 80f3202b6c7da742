import { createHash } from 'node:crypto';

import type { INode, INodeExecutionData } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { setUpIdentomat, widgetRequest } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const processing = (operation: string, parameters = {}) => ({
	resource: 'processing',
	operation,
	...parameters,
});

const picture = (side: number, shade = 90) => jpeg({ width: side, height: side, shade });
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(8)]);
const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
const webp = Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1');
const pdf = Buffer.from('%PDF-1.7\n%%EOF\n');
const CONVERT = "Add an 'Edit Image' node before this node and set its option 'Format' to JPEG.";

/** An input item with these files, each stored as a JPEG that is named like its field. */
async function itemWith(files: Record<string, Buffer>): Promise<INodeExecutionData> {
	const stored = Object.entries(files).map(async ([field, data]) => [
		field,
		await fixture.engine.binary({ data, fileName: `${field}-0.jpeg`, mimeType: 'image/jpeg' }),
	]);
	return {
		json: {},
		binary: Object.fromEntries(await Promise.all(stored)) as INodeExecutionData['binary'],
	};
}

const uploaded = (field: string, fileName: string, bytes: Buffer) => ({
	field,
	fileName,
	mimeType: 'image/jpeg',
	size: bytes.length,
	sha256: createHash('sha256').update(bytes).digest('hex'),
});

describe('readDocument', () => {
	it.each([
		[
			'cardFront',
			'card/front/',
			{ Given_Names_en_US: 'Nino', Personal_Number_en_US: '00000000042' },
		],
		[
			'cardBack',
			'card/back/',
			{ Issuing_State_Code_en_US: 'GEO', Date_of_Issue_en_US: '11/20/2024' },
		],
		['licenseFront', 'license/front/', { Document_Number_en_US: 'TS0000042' }],
		['licenseBack', 'license/back/', { Date_of_Issue_en_US: '3/1/2024' }],
		['residenceFront', 'residence/front/', { Surname_uk_UA: 'Сандадзе' }],
		['residenceBack', 'residence/back/', { Authority_en_US: 'Sandbox House of Justice' }],
		['passport', 'passport/', { Document_Number_en_US: '00PS00042' }],
	])('sends the picture of %s as a file and returns its fields', async (side, path, fields) => {
		const items = [await itemWith({ data: picture(90) })];
		const run = await fixture.run(
			processing('readDocument', { documentSide: side, simplify: false }),
			{ items },
		);
		expect(run.items).toEqual([{ json: expect.objectContaining(fields), pairedItem: { item: 0 } }]);
		expect(fixture.sentRequests()).toEqual([widgetRequest(path)]);
		expect(fixture.sandbox.audit).toMatchObject([
			{
				contentType: expect.stringMatching(/^multipart\/form-data; boundary=/),
				files: [uploaded('image', 'data-0.jpeg', picture(90))],
			},
		]);
	});

	it('reads the front of a card by default', async () => {
		const items = [await itemWith({ data: picture(90) })];
		const run = await fixture.run(processing('readDocument'), { items });
		expect(run.items[0]?.json).toMatchObject({
			firstName: 'Nino',
			localLastName: 'სანდაძე',
			birthDate: '1990-07-04',
			documentNumber: '00TS00042',
			documentExpiryDate: '2034-11-20',
			mrz: null,
			fields: { Document_Number_en_US: '00TS00042' },
		});
		expect(fixture.sentRequests()).toEqual([widgetRequest('card/front/')]);
	});

	it('reads the file from the named field, and names it after the field if it has no name', async () => {
		const item = await itemWith({ scan: picture(90, 30), data: png });
		delete item.binary?.scan?.fileName;
		const { error } = await fixture.run(
			processing('readDocument', { binaryPropertyName: '={{ "scan" }}' }),
			{ items: [item] },
		);
		expect(error).toBeUndefined();
		expect(fixture.sandbox.audit[0]?.files).toEqual([
			uploaded('image', 'scan.jpg', picture(90, 30)),
		]);
	});

	it('recognizes a JPEG by its bytes, whatever its name', async () => {
		const data = await fixture.engine.binary({
			data: picture(90),
			fileName: 'scan.png',
			mimeType: 'image/png',
		});
		const { error } = await fixture.run(processing('readDocument'), {
			items: [{ json: {}, binary: { data } }],
		});
		expect(error).toBeUndefined();
		expect(fixture.sandbox.audit[0]?.files).toEqual([uploaded('image', 'scan.png', picture(90))]);
	});

	describe('a file of an earlier node', () => {
		const create: INode = {
			id: 'create',
			name: 'Create a session',
			type: 'identomat',
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource: 'session', operation: 'create', configId: 'kyc' },
			credentials: { identomatApi: { id: 'identomatApi', name: 'Test identomatApi' } },
		};
		const shape = { before: [create] };

		it.each([
			"={{ $('Start').item.binary.photo }}",
			"={{ $('Start').itemMatching($itemIndex).binary['photo'] }}",
			"={{ $('Start').all()[$itemIndex].binary.photo }}",
		])('is found for each item by the expression %s', async (binaryPropertyName) => {
			const pictures = [picture(90, 10), picture(90, 20)];
			const items = await Promise.all(pictures.map(async (photo) => await itemWith({ photo })));
			const run = await fixture.run(processing('readDocument', { binaryPropertyName }), {
				items,
				shape,
			});
			expect(run.error).toBeUndefined();
			expect(run.items).toHaveLength(2);
			const sent = fixture.sandbox.audit.flatMap(({ files }) => files);
			expect(sent.map(({ sha256 }) => sha256).sort()).toEqual(
				pictures.map((photo) => uploaded('', '', photo).sha256).sort(),
			);
		});

		it('is compared with a file of the item', async () => {
			const [selfie, card] = [picture(90, 10), picture(90, 20)];
			const face1PropertyName = "={{ $('Start').item.binary.selfie }}";
			const face2PropertyName = "={{ $('Start').item.binary.card }}";
			const { items } = await fixture.run(
				processing('compareFaces', { face1PropertyName, face2PropertyName }),
				{ items: [await itemWith({ selfie, card })], shape },
			);
			expect(items[0]?.json).toEqual({ similarity: 0.93, warning: null });
			expect(fixture.sandbox.audit.at(-1)?.files.map(({ sha256 }) => sha256)).toEqual(
				[selfie, card].map((face) => uploaded('', '', face).sha256),
			);
		});

		it('is refused by its field name if it is not a JPEG', async () => {
			const { error } = await fixture.run(
				processing('readDocument', { binaryPropertyName: "={{ $('Start').item.binary.photo }}" }),
				{ items: [await itemWith({ photo: png })], shape },
			);
			expect(error).toMatchObject({
				message: expect.stringContaining('is not a JPEG image'),
				description: `It is image/png. ${CONVERT}`,
			});
		});

		it.each(["={{ $('Start').item.binary }}", "={{ $('Start').item.binary.none }}"])(
			'is reported as missing before any request by %s',
			async (binaryPropertyName) => {
				const { error } = await fixture.run(processing('readDocument', { binaryPropertyName }), {
					items: [await itemWith({ photo: picture(90) })],
					shape,
				});
				expect(error?.message).toContain("'Input File Field'");
				expect(fixture.sandbox.audit.map(({ path }) => path)).toEqual(['begin/']);
			},
		);
	});

	it.each([
		['a PNG', png, 'is not a JPEG image', `It is image/png. ${CONVERT}`],
		['a WEBP', webp, 'is not a JPEG image', `It is image/webp. ${CONVERT}`],
		['a HEIC', heic, 'is not a JPEG image', expect.stringMatching(/image\/heic.*Most Compatible/)],
		['a PDF', pdf, 'is not a JPEG image', expect.stringMatching(/application\/pdf.*photo/)],
		['an empty file', Buffer.alloc(0), 'is empty', expect.stringContaining('Check the node')],
		['a text', Buffer.from('Nino'), 'is not a JPEG image', expect.stringContaining('unknown type')],
	])('refuses %s with a next step before any request', async (_, data, found, description) => {
		const run = await fixture.run(processing('readDocument'), {
			items: [await itemWith({ data })],
		});
		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: `The file in 'data' ${found}`,
			description,
			context: { itemIndex: 0 },
		});
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('refuses a file field that the item does not have before any request', async () => {
		const items = [await itemWith({ photo: picture(90) })];
		const { error } = await fixture.run(processing('readDocument'), { items });
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
		expect(error?.message).toContain("'data'");
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it.each([
		['"document_not_found"', 'document_not_found'],
		['[]', 'Identomat returned another kind of response than expected'],
		['12', 'Identomat returned another kind of response than expected'],
	])('fails if the response is %s', async (body, message) => {
		fixture.sandbox.fault('card/front/', { body });
		const items = [await itemWith({ data: picture(90) })];
		const run = await fixture.run(processing('readDocument'), { items });
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
		expect(errorText(run.error)).toContain(message);
	});

	it('reads the document of each item', async () => {
		const pictures = [picture(90, 10), picture(90, 20), picture(90, 30)];
		const sides = ['passport', 'licenseFront', 'residenceFront'];
		const items = await Promise.all(pictures.map(async (data) => await itemWith({ data })));
		const run = await fixture.run(
			processing('readDocument', {
				documentSide: `={{ ${JSON.stringify(sides)}[$itemIndex] }}`,
			}),
			{ items },
		);
		expect(run.items.map(({ json, pairedItem }) => [json.documentNumber, pairedItem])).toEqual([
			['00PS00042', { item: 0 }],
			['TS0000042', { item: 1 }],
			['00RS00042', { item: 2 }],
		]);
		const sent = fixture.sandbox.audit.map(({ path, files }) => [path, files[0]?.sha256]);
		const sha256 = (index: number) => uploaded('', '', pictures[index] ?? png).sha256;
		expect(Object.fromEntries(sent)).toEqual({
			'passport/': sha256(0),
			'license/front/': sha256(1),
			'residence/front/': sha256(2),
		});
	});
});

describe('compareFaces', () => {
	it('sends both faces as files and returns the score', async () => {
		const [face1, face2] = [picture(80, 10), picture(120, 20)];
		const items = [await itemWith({ face1, face2 })];
		const run = await fixture.run(processing('compareFaces'), { items });
		expect(run.items).toEqual([
			{ json: { similarity: 0.93, warning: null }, pairedItem: { item: 0 } },
		]);
		expect(fixture.sentRequests()).toEqual([widgetRequest('compare-faces/')]);
		expect(fixture.sandbox.audit[0]).toMatchObject({
			contentType: expect.stringMatching(/^multipart\/form-data; boundary=/),
			files: [uploaded('face1', 'face1-0.jpeg', face1), uploaded('face2', 'face2-0.jpeg', face2)],
		});
	});

	it('reads the faces from the named fields', async () => {
		const [a, b] = [picture(80, 10), picture(80, 20)];
		const parameters = { face1PropertyName: 'b', face2PropertyName: 'a' };
		await fixture.run(processing('compareFaces', parameters), {
			items: [await itemWith({ a, b })],
		});
		expect(fixture.sandbox.audit[0]?.files).toEqual([
			uploaded('face1', 'b-0.jpeg', b),
			uploaded('face2', 'a-0.jpeg', a),
		]);
	});

	it.each([79, 65])('returns a warning with the score for a face of %i pixels', async (side) => {
		const items = [await itemWith({ face1: picture(100), face2: picture(side) })];
		const run = await fixture.run(processing('compareFaces'), { items });
		expect(run.items[0]?.json).toEqual({ similarity: 0.81, warning: 'face_too_small' });
	});

	it('fails for a face below 65 pixels', async () => {
		const items = [await itemWith({ face1: picture(64), face2: picture(100) })];
		const run = await fixture.run(processing('compareFaces'), { items });
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'Could not compare these faces',
			description:
				'Identomat said "face_too_small". Check that each image shows one face, 80 pixels or larger.',
			httpCode: '200',
			context: { itemIndex: 0 },
		});
	});

	it.each([
		['0.5', 0.5, null],
		['{"score": 0}', 0, null],
		['{"similarity": 0.7, "error": "face_too_small"}', 0.7, 'face_too_small'],
		['{"score": 0.7, "code": "face_too_small"}', 0.7, 'face_too_small'],
		['{"similarity": 0.7, "warning": null, "error": ""}', 0.7, null],
	])('reads the response %s', async (body, similarity, warning) => {
		fixture.sandbox.fault('compare-faces/', { body });
		const items = [await itemWith({ face1: picture(80), face2: picture(80) })];
		const run = await fixture.run(processing('compareFaces'), { items });
		expect(run.items[0]?.json).toEqual({ similarity, warning });
	});

	it.each([
		['{"similarity": null, "error": "no_face"}', 'no_face'],
		['{"argumentError": "face1"}', 'argumentError: face1'],
		['{}', 'Identomat returned another kind of response than expected'],
		['"0.9"', '0.9'],
	])('fails if the response is %s, without a score', async (body, message) => {
		fixture.sandbox.fault('compare-faces/', { body });
		const items = [await itemWith({ face1: picture(80), face2: picture(80) })];
		const run = await fixture.run(processing('compareFaces'), { items });
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({ name: 'NodeApiError' });
		expect(errorText(run.error)).toContain(message);
	});

	it.each([
		['first', { face1: png, face2: picture(80) }, 'face1'],
		['second', { face1: picture(80), face2: png }, 'face2'],
	])('refuses a %s face that is not a JPEG before any request', async (_, files, field) => {
		const run = await fixture.run(processing('compareFaces'), { items: [await itemWith(files)] });
		expect(run.error).toMatchObject({
			name: 'NodeOperationError',
			message: `The file in '${field}' is not a JPEG image`,
			description: `It is image/png. ${CONVERT}`,
			context: { itemIndex: 0 },
		});
		expect(fixture.sandbox.audit).toEqual([]);
	});
});
