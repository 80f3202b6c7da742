import { redact, SecretCheck } from '../../nodes/api/response/redaction';

const KEY = 'a+b/c="d"';

it.each([
	['as it is', 'a+b/c="d"'],
	['in JSON', 'a+b/c=\\"d\\"'],
	['in JSON of PHP', 'a+b\\/c=\\"d\\"'],
	['in a URL', 'a%2Bb%2Fc%3D%22d%22'],
	['in a URL with small letters', 'a%2bb%2fc%3d%22d%22'],
])('the key is found %s', (_, spelling) => {
	expect(redact(`<${spelling}> and ${spelling}`, [KEY])).toBe('<[hidden]> and [hidden]');
});

it('the key is found in a form, with a plus for a space', () => {
	expect(redact('key=my+key%21%21&x=my%20key!!', ['my key!!'])).toBe('key=[hidden]&x=[hidden]');
});

it('values other than text, and everything without a key, are unchanged', () => {
	const value = { a: [1, true, null, { b: 'text' }] };
	expect(redact(value, [KEY])).toEqual(value);
	expect(redact(value, [''])).toBe(value);
});

it('a response key called __proto__ stays a key', () => {
	const value: unknown = JSON.parse('{"__proto__": {"a": "the secret"}}');
	expect(JSON.stringify(redact(value, ['the secret']))).toBe('{"__proto__":{"a":"[hidden]"}}');
});

const HIDDEN_TEXT = 'k3Yq-Zw81-Pl0x-77Tb';

it.each<[string, string]>([
	['cut at its end', `${HIDDEN_TEXT.slice(0, 8)}…`],
	['cut at its beginning', `…${HIDDEN_TEXT.slice(-11)}`],
	['in upper case', HIDDEN_TEXT.toUpperCase()],
	['in hex', Buffer.from(HIDDEN_TEXT).toString('hex')],
	['in hex of large letters', Buffer.from(HIDDEN_TEXT).toString('hex').toUpperCase()],
])('a secret is masked %s', (_, echo) => {
	const clean = redact({ message: `got ${echo} from you` }, ['another-secret', HIDDEN_TEXT]);
	expect(clean).toEqual({ message: expect.stringMatching(/^got …?\[hidden\]…? from you$/) });
});

it.each([0, 1, 2])('a secret is masked in base64 of a body, at offset %d', (offset) => {
	const body = JSON.stringify({ pad: 'x'.repeat(offset), companyKey: HIDDEN_TEXT, more: true });
	for (const encoding of ['base64', 'base64url'] as const) {
		const echo = Buffer.from(body).toString(encoding);
		const clean = redact(echo, [HIDDEN_TEXT]);
		const decoded = Buffer.from(clean.split('[hidden]').join(''), encoding).toString('latin1');
		expect(clean).toContain('[hidden]');
		expect(decoded).not.toContain(HIDDEN_TEXT.slice(2, 10));
		expect(Buffer.from(clean, encoding).toString('latin1')).not.toContain(HIDDEN_TEXT.slice(4, 12));
	}
});

it('seven characters of a secret are not masked', () => {
	const text = `got ${HIDDEN_TEXT.slice(0, 7)} from you`;
	expect(redact(text, [HIDDEN_TEXT])).toBe(text);
});

const picture = Buffer.from(`\xff\xd8\xff a picture with ${HIDDEN_TEXT} in its metadata`, 'latin1');

/** Whether the check finds the key in a file that passes in these parts. */
function isFoundIn(parts: Buffer[]): boolean {
	const check = new SecretCheck([HIDDEN_TEXT]);
	for (const part of parts) check.update(part);
	return check.failure() !== undefined;
}

describe('a file that arrives in parts', () => {
	it('is refused wherever two parts divide the key', () => {
		const borders = [...picture.keys()].slice(1);
		const missed = borders.filter(
			(border) => !isFoundIn([picture.subarray(0, border), picture.subarray(border)]),
		);
		expect(missed).toEqual([]);
	});

	it('is refused if the key comes byte by byte', () => {
		expect(isFoundIn([...picture].map((byte) => Buffer.from([byte])))).toBe(true);
	});

	it('passes if parts of the key do not follow each other', () => {
		const [first, second] = [HIDDEN_TEXT.slice(0, 10), HIDDEN_TEXT.slice(10)];
		expect(isFoundIn([`${first} `, second].map((text) => Buffer.from(text)))).toBe(false);
	});
});
