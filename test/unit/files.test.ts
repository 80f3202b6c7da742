import { findFiles } from '../../nodes/api/response/files';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const pdf = Buffer.from('%PDF-1.7\n');
const unknown = Buffer.from([0, 1, 2, 3, 4]);
const base64 = (bytes: Buffer) => bytes.toString('base64');
const dataUri = (type: string, bytes: Buffer) => `data:${type};base64,${base64(bytes)}`;
const url = 'https://files.example.com/shot-0.jpg?signature=a%2Fb';

const image = { bytes: jpeg, mimeType: 'image/jpeg' };

it.each([
	['base64', base64(jpeg), [image]],
	['base64 in lines', `${base64(jpeg).slice(0, 4)}\r\n${base64(jpeg).slice(4)}\n`, [image]],
	['a data URI', dataUri('image/jpeg', jpeg), [image]],
	['a data URI with parameters', dataUri('image/jpeg;charset=utf-8', jpeg), [image]],
	['a data URI without a type', dataUri('', jpeg), [image]],
	['an object with its type', { data: base64(jpeg), type: 'image/jpg' }, [image]],
	['a data URI in capitals', dataUri('image/jpeg', jpeg).replace('data', 'DATA'), [image]],
])('finds the file in %s', (_, value, files) => {
	expect(findFiles(value)).toEqual({ files, urls: [] });
});

it.each([
	['of another kind', dataUri('image/png', jpeg)],
	['of no known kind', dataUri('image/x-new', unknown)],
	['that may hold a script', dataUri('image/svg+xml', Buffer.from('<svg/>'))],
	['of text', dataUri('text/html', jpeg)],
	['of another kind than the field beside it', { data: base64(jpeg), mimeType: 'image/png' }],
	[
		'of another kind than the type beside it',
		{ content_type: 'application/pdf', file: base64(jpeg) },
	],
])('reports the type of a file %s', (_, value) => {
	expect(findFiles([value, base64(jpeg)])).toEqual({
		files: [image],
		urls: [],
		mislabeled: expect.objectContaining({ declaredType: expect.stringMatching(/^\w+\/\w+/) }),
	});
});

it.each([
	['base64 of no known type', base64(unknown)],
	['a word', 'notFound'],
	['a session id', '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc'],
	['an empty text', ''],
	['an empty data URI', 'data:image/jpeg;base64,'],
	['a data URI too short for a byte', 'data:image/jpeg;base64,A'],
	['a data URI that is no base64', 'data:image/jpeg;base64,%FF%D8'],
	['an address of another kind', 'ftp://files.example.com/shot-0.jpg'],
	['a text with an address in it', `see ${url}`],
	['a broken address', 'https://'],
	['a number', 42],
	['nothing', null],
	['an empty list', []],
])('finds nothing in %s', (_, value) => {
	expect(findFiles(value)).toEqual({ files: [], urls: [] });
});

it('finds files and addresses at any depth, in their order', () => {
	const answer = {
		count: 3,
		shots: [{ id: 'a1', image: base64(jpeg) }, { id: 'a2', link: url }, [[base64(pdf)]]],
		more: { link: 'HTTP://files.example.com/2', next: null, ok: true },
	};
	expect(findFiles(answer)).toEqual({
		files: [image, { bytes: pdf, mimeType: 'application/pdf' }],
		urls: [url, 'HTTP://files.example.com/2'],
	});
});
