import { readBody } from '../../nodes/api/response/body';
import { jpeg } from '../../dev/sandbox';

const KEY = 'a+b/c="d"';

function read(body: string | Buffer, contentType = 'application/json', secret = '') {
	return readBody(
		{ status: 200, contentType, hasKnownEnd: true, bytes: Buffer.from(body as string) },
		secret ? [secret] : [],
	);
}

it.each<[string, unknown]>([
	['{"result":"approved"}', { result: 'approved' }],
	['"code"', 'code'],
	['  [1, 2]\n', [1, 2]],
	['\ufeff{}', {}],
	['0.93', 0.93],
	['null', null],
])('%j is JSON, whatever its content type', (body, value) => {
	for (const contentType of ['application/json', 'text/plain', 'image/jpeg', '']) {
		expect(read(body, contentType)).toEqual({ kind: 'json', value });
	}
});

it.each(['{"result":"appr', '[{"a":1},', '"argumentErr', '{'])('%j is broken JSON', (body) => {
	expect(read(body)).toEqual({ kind: 'brokenJson' });
});

it.each(['', '  \n', '\ufeff'])('%j is empty', (body) => {
	expect(read(body)).toEqual({ kind: 'empty' });
});

it.each([
	['<!doctype html><title>Sign in</title>', 'Sign in'],
	[
		'<html><head><TITLE lang="en"> Bad &amp; &#34;worse&#x22; &hearts; </TITLE>',
		'Bad & "worse" &hearts;',
	],
	['<html><h1>Bad Gateway</h1></html>', ''],
	['<Error><Code>AccessDenied</Code></Error>', ''],
])('%j is a web page titled "%s"', (body, title) => {
	expect(read(body, 'text/html')).toEqual({ kind: 'webPage', title });
	expect(read(body, 'image/jpeg')).toEqual({ kind: 'webPage', title });
});

it('any other readable body is text', () => {
	expect(read(' Not for you\n', 'text/plain')).toEqual({ kind: 'text', text: 'Not for you' });
});

const picture = jpeg({ width: 20, height: 20 });

it.each(['image/jpeg', 'application/json', 'text/html', ''])(
	'a picture is a file even when it is called "%s"',
	(contentType) => {
		expect(read(picture, contentType)).toEqual({
			kind: 'file',
			bytes: picture,
			mimeType: 'image/jpeg',
		});
	},
);

const unknownBytes = Buffer.from([1, 2, 3, 0, 255, 254]);

it.each(['application/octet-stream', 'binary/octet-stream', 'image/*', ''])(
	'unknown bytes called "%s" are a file without a known type',
	(contentType) => {
		expect(read(unknownBytes, contentType)).toEqual({
			kind: 'file',
			bytes: unknownBytes,
			mimeType: 'application/octet-stream',
		});
	},
);

it.each([
	['image/tiff', unknownBytes, 'application/octet-stream'],
	['Video/X-MSVIDEO; codecs=x', unknownBytes, 'application/octet-stream'],
	['image/png', picture, 'image/jpeg'],
	['application/pdf', picture, 'image/jpeg'],
])(
	'a file called "%s" that starts as another kind is not accepted',
	(declaredType, bytes, mimeType) => {
		expect(read(bytes, declaredType)).toEqual({ kind: 'mislabeledFile', mimeType, declaredType });
	},
);

it.each(['image/jpg', 'IMAGE/JPEG; charset=binary', 'image/pjpeg'])(
	'a JPEG called "%s" is one',
	(contentType) => expect(read(picture, contentType)).toHaveProperty('mimeType', 'image/jpeg'),
);

it.each([
	[
		'text/html; charset=iso-8859-1',
		'<title>F\xfcr Sie</title>',
		{ kind: 'webPage', title: 'Für Sie' },
	],
	['text/plain', 'nicht f\xfcr Sie', { kind: 'text', text: 'nicht f\ufffdr Sie' }],
	['application/json', '{"error":"f\xfcr"}', { kind: 'json', value: { error: 'f\ufffdr' } }],
	['application/problem+json', '{"error":"f\xfc', { kind: 'brokenJson' }],
])('text in another encoding called "%s" is never a file', (contentType, text, expected) => {
	expect(read(Buffer.from(text, 'latin1'), contentType)).toEqual(expected);
});

it('a response is masked', () => {
	expect(read(JSON.stringify({ [KEY]: [KEY] }), 'application/json', KEY)).toEqual({
		kind: 'json',
		value: { '[hidden]': ['[hidden]'] },
	});
	expect(read(`no ${KEY} here`, 'text/plain', KEY)).toEqual({
		kind: 'text',
		text: 'no [hidden] here',
	});
	expect(read('<title>a+b/c=&quot;d&quot;</title>', 'text/html', KEY)).toEqual({
		kind: 'webPage',
		title: '[hidden]',
	});
});
