import {
	secretKeyOf,
	sign,
	SignatureCheck,
	signatureHeader,
} from '../../nodes/api/request/signature';

/*
 * The expected signatures are those of OpenSSL 3.0, in bash:
 *
 *   secret=an-invented-secret-key
 *   printf '%s' "$body" | openssl dgst -sha256 -mac HMAC -macopt key:$secret -binary | base64
 *
 * and for several parts, each with the digest of the one before as its key:
 *
 *   sign() { openssl dgst -sha256 -mac HMAC -macopt hexkey:$1 -r | cut -d' ' -f1; }
 *   key=$(printf '%s' $secret | od -An -v -tx1 | tr -d ' \n')
 *   key=$(printf 'invented-company-key' | sign $key)
 *   key=$(printf '\xff\xd8\xff\xe0one\r\n--x' | sign $key)
 *   key=$(printf '\xff\xd8\xff\xe1two\x00\n' | sign $key)
 *   printf "$(echo $key | sed 's/../\\x&/g')" | base64
 */
const SECRET = 'an-invented-secret-key';
const JSON_BODY = '{"company_key":"invented-company-key","name":"ნინო Sandadze"}';
const JSON_SIGNATURE = 'vqLqs9laCUUu3TH0+YPeRaDa94OrekTn4Y7Wq/cDZMc=';
const EMPTY_SIGNATURE = 'Ujxr+U+j7RcrpQpBUXOpyZGcgZ6BUork+9RKo7Ubuao=';
const FORM_SIGNATURE = 'rjObLflP4Cg/yN27LByvj62JNdTAI2nFjytI7g+XdkU=';

const FORM_PARTS = [
	Buffer.from('invented-company-key'),
	Buffer.from('\xff\xd8\xff\xe0one\r\n--x', 'latin1'),
	Buffer.from('\xff\xd8\xff\xe1two\x00\n', 'latin1'),
];

describe('a signature is the one that openssl makes', () => {
	it.each<[string, Buffer[], string]>([
		['a JSON body', [Buffer.from(JSON_BODY)], JSON_SIGNATURE],
		['an empty body', [Buffer.alloc(0)], EMPTY_SIGNATURE],
		['a text part and two files', FORM_PARTS, FORM_SIGNATURE],
	])('of %s', (_, parts, signature) => {
		expect(sign(SECRET, parts).toString('base64')).toBe(signature);
	});

	it('and differs if the files are in another order', () => {
		const [text, one, two] = FORM_PARTS as [Buffer, Buffer, Buffer];
		expect(sign(SECRET, [text, two, one]).toString('base64')).not.toBe(FORM_SIGNATURE);
	});
});

it('is in quotes in the header', () => {
	expect(signatureHeader(sign(SECRET, [Buffer.from(JSON_BODY)]))).toBe(
		`signature="${JSON_SIGNATURE}"`,
	);
});

describe('the check of a response', () => {
	const check = (header: string, ...chunks: string[]) =>
		chunks
			.reduce((so, chunk) => so.update(Buffer.from(chunk)), new SignatureCheck(SECRET, header))
			.failure();

	it.each([
		['in one piece', [JSON_BODY]],
		['as it passes', JSON_BODY.split(/(?<=[,:])/)],
	])('accepts openssl’s signature, %s', (_, chunks) => {
		expect(check(`signature="${JSON_SIGNATURE}"`, ...chunks)).toBeUndefined();
	});

	it('accepts the signature of an empty body', () => {
		expect(check(`signature="${EMPTY_SIGNATURE}"`)).toBeUndefined();
	});

	it.each([
		['of another body', `signature="${EMPTY_SIGNATURE}"`],
		['with one letter changed', `signature="W${JSON_SIGNATURE.slice(1)}"`],
		['that is shorter', `signature="${JSON_SIGNATURE.slice(0, 40)}"`],
		['that is longer', `signature="AAAA${JSON_SIGNATURE}"`],
		['that is empty', 'signature=""'],
		['in no quotes', `signature=${JSON_SIGNATURE}`],
		['under no name', `"${JSON_SIGNATURE}"`],
		['of another kind', 'Bearer invented'],
		['that is missing', ''],
	])('rejects a signature %s', (_, header) => {
		expect(check(header, JSON_BODY)).toHaveProperty('kind', 'invalidResponse');
	});

	it('rejects a body that was cut off', () => {
		expect(check(`signature="${JSON_SIGNATURE}"`, JSON_BODY.slice(0, -1))).toHaveProperty(
			'kind',
			'invalidResponse',
		);
	});
});

it.each([
	[{ secretKey: ` ${SECRET}\n` }, SECRET],
	[{ secretKey: '' }, undefined],
	[{ secretKey: '  ' }, undefined],
	[{}, undefined],
])('the secret key of the credential %j is %j', (credentials, expected) => {
	expect(secretKeyOf(credentials)).toBe(expected);
});
