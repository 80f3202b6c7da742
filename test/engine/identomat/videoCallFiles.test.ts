import { externalRequest, setUpIdentomat } from './identomatFixture';
import { filesOf, media, picture, video } from './mediaFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

describe.each([
	['getVideoCallShots', 'videoCallShots', 'get-video-call-shots', 'video-call-shot', 'jpg'],
	['getVideoCallVideos', 'videoCallVideos', 'get-video-call-videos', 'video-call-video', 'mp4'],
] as const)('%s', (operation, setting, path, name, extension) => {
	const mimeType = extension === 'jpg' ? 'image/jpeg' : 'video/mp4';
	const bytes = async () =>
		extension === 'jpg'
			? [picture(210), picture(211)]
			: [await video(), await video((await video()).length + 64)];
	const about = async (sessionId: string) =>
		(await bytes()).map(({ length }, index) => ({
			fileName: `${name}-${index}-${sessionId}.${extension}`,
			mimeType,
			fileSize: length,
		}));
	const sessionWith = (form: 'urls' | 'base64' | 'raw' | 'none') =>
		fixture.sandbox.addSession({ [setting]: form });
	const urlsOf = (sessionId: string) => {
		const kind = extension === 'jpg' ? 'shot' : 'video';
		const folder = `${fixture.sandbox.widgetUrl}/files/${sessionId}`;
		return [0, 1].map((index) => `${folder}/${kind}-${index}.${extension}`);
	};

	it('returns the files of the response in numbered fields', async () => {
		const sessionId = sessionWith('base64');
		const { items } = await fixture.run(media(operation, sessionId));
		expect(items).toEqual([
			{
				json: { sessionId, files: await about(sessionId) },
				binary: expect.any(Object),
				pairedItem: { item: 0 },
			},
		]);
		const [first, second] = await bytes();
		expect(await filesOf(fixture, items[0])).toEqual({ data_0: first, data_1: second });
		expect(fixture.sentRequests()).toEqual([externalRequest(path, { sessionId })]);
	});

	it('returns a response that is one file under the chosen prefix', async () => {
		const sessionId = sessionWith('raw');
		const { items } = await fixture.run(
			media(operation, sessionId, { binaryPropertyName: 'call' }),
		);
		expect(items[0]?.json.files).toEqual((await about(sessionId)).slice(0, 1));
		expect(await filesOf(fixture, items[0])).toEqual({ call_0: (await bytes())[0] });
	});

	it('returns URLs without requesting them', async () => {
		const sessionId = sessionWith('urls');
		const { items } = await fixture.run(media(operation, sessionId));
		const files = urlsOf(sessionId).map((url) => ({ url }));
		expect(items[0]?.json).toEqual({ sessionId, files });
		expect(await filesOf(fixture, items[0])).toEqual({});
		expect(fixture.sentRequests()).toEqual([externalRequest(path, { sessionId })]);
	});

	it('downloads files from URLs with GET and without the key, if the option is on', async () => {
		const sessionId = sessionWith('urls');
		const options = { downloadFiles: true };
		const { items } = await fixture.run(media(operation, sessionId, { options }));
		expect(items[0]?.json).toEqual({ sessionId, files: await about(sessionId) });
		const [first, second] = await bytes();
		expect(await filesOf(fixture, items[0])).toEqual({ data_0: first, data_1: second });
		const [call, ...downloads] = fixture.sandbox.audit;
		expect(call?.path).toBe(path);
		expect(downloads).toMatchObject(
			urlsOf(sessionId).map((url) => ({
				method: 'GET',
				path: new URL(url).pathname.slice(1),
				query: {},
				fields: {},
				keyField: null,
			})),
		);
		expect(JSON.stringify(downloads)).not.toContain(fixture.sandbox.companyKey);
	});

	it('follows a redirect to another address', async () => {
		const sessionId = sessionWith('urls');
		const [first = '', second = ''] = urlsOf(sessionId);
		const headers = { location: second };
		fixture.sandbox.fault(new URL(first).pathname.slice(1), { status: 302, headers, body: '' });
		const options = { downloadFiles: true };
		const { items } = await fixture.run(media(operation, sessionId, { options }));
		const [, file] = await bytes();
		expect(await filesOf(fixture, items[0])).toEqual({ data_0: file, data_1: file });
	});

	it("fails if a file behind a URL can't be downloaded", async () => {
		const sessionId = sessionWith('urls');
		const [, gone = ''] = urlsOf(sessionId);
		fixture.sandbox.fault(new URL(gone).pathname.slice(1), { status: 410, body: '' });
		const options = { downloadFiles: true };
		const { items, error } = await fixture.run(media(operation, sessionId, { options }));
		expect(items).toEqual([]);
		const { host } = new URL(gone);
		expect(error).toMatchObject({
			message: `Could not download the file: ${host} returned 410`,
			description: expect.stringContaining('the link may have expired'),
			httpCode: '410',
			context: { itemIndex: 0 },
		});
	});
});

it('returns an item without files for a call without shots', async () => {
	const sessionId = fixture.sandbox.addSession({ videoCallShots: 'none' });
	const { items } = await fixture.run(media('getVideoCallShots', sessionId));
	expect(items[0]?.json).toEqual({ sessionId, files: [] });
});

it('returns no videos for a session without a call', async () => {
	const sessionId = fixture.sandbox.addSession({ videoCallVideos: 'none' });
	const { items, error } = await fixture.run(media('getVideoCallVideos', sessionId));
	expect(items).toEqual([]);
	expect(errorText(error)).toContain('notFound: the session has no video call');
});
