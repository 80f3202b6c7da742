import { decode } from 'jpeg-js';

import { faceVideo } from '../../dev/sandbox';
import { send, setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, external } = fixture;

describe('media', () => {
	it.each([
		['card-front', 'cardFront'],
		['card-back', 'cardBack'],
		['passport', 'passport'],
		['face', 'face'],
		['face-document', 'faceDocument'],
	] as const)('%s is a JPEG where the session has one', async (path, name) => {
		const session_token = fixture.sandbox.addSession({ files: [name] });
		const picture = await widget(`result/${path}/`, { session_token });
		expect(picture.contentType).toBe('image/jpeg');
		expect(decode(picture.bytes)).toMatchObject({ width: 160, height: 100 });
		const without = await widget(`result/${path}/`, {
			session_token: fixture.sandbox.addSession({ files: [] }),
		});
		expect(without.json()).toHaveProperty('argumentError');
	});

	it('lists general documents by type', async () => {
		const session_token = fixture.sandbox.addSession({ generalDocuments: ['bank-statement'] });
		const path = 'result/general-document/';
		const bill = await widget(path, { session_token, typeId: 'utility-bill' });
		expect(bill.json()).toHaveProperty('argumentError');
		const statement = await widget(path, { session_token, typeId: 'bank-statement' });
		expect(decode(statement.bytes).width).toBe(160);
	});

	it('serves a face video of any size', async () => {
		const short = await widget('result/face-video/', {
			session_token: fixture.sandbox.addSession(),
		});
		expect(short.contentType).toBe('video/mp4');
		expect(short.bytes.subarray(4, 8).toString()).toBe('ftyp');

		const size = 300_001;
		const session_token = fixture.sandbox.addSession({ faceVideoSize: size });
		const long = await widget('result/face-video/', { session_token });
		expect(long.headers['content-length']).toBe(String(size));
		const expected = Buffer.concat((await faceVideo({ size }).stream().toArray()) as Buffer[]);
		expect(long.bytes.equals(expected)).toBe(true);
		expect(long.bytes.readUInt32BE(short.bytes.length)).toBe(size - short.bytes.length);
		expect(() => faceVideo({ size: 10 })).toThrow(RangeError);
	});

	it('serves the shots and videos of a call in every form', async () => {
		const kinds = [
			['get-video-call-shots', 'videoCallShots', 'ffd8', []],
			['get-video-call-videos', 'videoCallVideos', '0000', { notFound: expect.any(String) }],
		] as const;
		for (const [path, setting, firstBytes, none] of kinds) {
			const call = async (form: 'urls' | 'base64' | 'raw' | 'none') =>
				await external(path, { sessionId: fixture.sandbox.addSession({ [setting]: form }) });
			expect((await call('none')).json()).toEqual(none);
			const raw = (await call('raw')).bytes;
			expect(raw.toString('hex')).toMatch(new RegExp(`^${firstBytes}`));
			const [first = '', second = ''] = (await call('base64')).json() as string[];
			expect(first).toBe(raw.toString('base64'));
			expect(second).toMatch(/^data:(image\/jpeg|video\/mp4);base64,/);
			const [url = ''] = (await call('urls')).json() as string[];
			const download = await send(url, { method: 'GET' });
			expect(download.bytes.equals(raw)).toBe(true);
			expect((await send(`${url}x`, { method: 'GET' })).status).toBe(404);
		}
	});

	it('serves the photo of the document, and a PDF', async () => {
		const sessionId = fixture.sandbox.addSession();
		const photo = await external('get-session-main-document-face-photo', { sessionId });
		expect(photo.contentType).toBe('image/jpeg');
		const report = await external('export-session-as-pdf', { sessionId });
		expect(report.contentType).toBe('application/pdf');
		expect(report.text).toMatch(/^%PDF-1\.\d[\s\S]*%%EOF\s*$/);
		const faceOnly = { sessionId: fixture.sandbox.addSession({ files: ['face'] }) };
		const missing = await external('get-session-main-document-face-photo', faceOnly);
		expect(missing.json()).toHaveProperty('notFound');
	});
});
