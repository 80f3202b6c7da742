import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { BodyCheck } from '../network/bodyStream';
import type { Failure } from '../errors/failure';
import { fileFailures } from '../errors/responseFailures';

const REDACTED = '[hidden]';
/** A shorter text is not a key. A shorter part of a key would be found in ordinary words by chance. */
const MIN_SECRET_LENGTH = 8;

/** The secrets of a credential: they are in no output and in no error. */
export function secretsOf(credentials: ICredentialDataDecryptedObject): string[] {
	const { companyKey, secretKey, callbackKey } = credentials;
	return [companyKey, secretKey, callbackKey]
		.map((secret) => String(secret ?? '').trim())
		.filter(Boolean);
}

/** The base64 of a text at each of the three places where it can begin, without what its neighbors change. */
function base64Of(bytes: Buffer): string[] {
	return [0, 1, 2].map((offset) => {
		const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
		const end = Math.floor(((offset + bytes.length) * 8) / 6);
		return encoded.slice(Math.ceil((offset * 8) / 6), end);
	});
}

const HTML_ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** The forms a secret can have in a response: as it is, escaped for JSON, a URL or HTML, in hex or base64. */
function spellingsOf(secret: string): string[] {
	if (secret.length < MIN_SECRET_LENGTH) return [];
	const bytes = Buffer.from(secret);
	const inJson = JSON.stringify(secret).slice(1, -1);
	const inUrl = encodeURIComponent(secret);
	const inBase64 = base64Of(bytes);
	const spellings = [
		secret,
		inJson,
		inJson.replaceAll('/', '\\/'),
		inUrl,
		inUrl.replace(/%../g, (code) => code.toLowerCase()),
		new URLSearchParams({ '': secret }).toString().slice(1),
		secret.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character),
		bytes.toString('hex'),
		...inBase64,
		...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
	];
	return [...new Set(spellings)];
}

/** Forms that only texts have: backwards, escaped twice, or with each character escaped. */
function textSpellingsOf(secret: string): string[] {
	if (secret.length < MIN_SECRET_LENGTH) return [];
	const codes = [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0'));
	return [
		[...secret].reverse().join(''),
		encodeURIComponent(encodeURIComponent(secret)),
		...['%', '\\u00', '\\x'].map((prefix) => codes.map((code) => prefix + code).join('')),
	];
}

function markAt(text: string, start: number): number {
	const [first, middle] = [text.charCodeAt(start), text.charCodeAt(start + 3)];
	return (first * 961 + middle * 31 + text.charCodeAt(start + MIN_SECRET_LENGTH - 1)) & 0xffff;
}

/** Finds every part of eight characters or more of some secrets, in any case and spelling. */
class RunFinder {
	private readonly runs = new Set<string>();
	/** Marks of the runs: most places of a long text are skipped after a check of three characters. */
	private readonly marks = new Uint8Array(2 ** 16);

	constructor(secrets: readonly string[]) {
		const spellings = secrets.flatMap((one) => [...spellingsOf(one), ...textSpellingsOf(one)]);
		for (const spelling of spellings) {
			const text = spelling.toLowerCase();
			for (let start = 0; start + MIN_SECRET_LENGTH <= text.length; start++) {
				this.runs.add(text.slice(start, start + MIN_SECRET_LENGTH));
				this.marks[markAt(text, start)] = 1;
			}
		}
	}

	/** Where a run begins, at `from` or later; -1 if there is none. */
	private next(text: string, from: number): number {
		for (let start = from; start + MIN_SECRET_LENGTH <= text.length; start++) {
			if (!this.marks[markAt(text, start)]) continue;
			if (this.runs.has(text.slice(start, start + MIN_SECRET_LENGTH))) return start;
		}
		return -1;
	}

	/** Whether there is nothing to look for. */
	get isEmpty(): boolean {
		return this.runs.size === 0;
	}

	isIn(text: string): boolean {
		return !this.isEmpty && this.next(text.toLowerCase(), 0) !== -1;
	}

	hide(text: string): string {
		if (text.length < MIN_SECRET_LENGTH) return text;
		const lower = text.toLowerCase();
		// A few letters of other scripts change their length with their case. Then positions are not
		// reliable.
		if (lower.length !== text.length) return this.isIn(text) ? REDACTED : text;
		const parts: string[] = [];
		let end = 0;
		for (let start = this.next(lower, 0); start !== -1; start = this.next(lower, end)) {
			parts.push(text.slice(end, start), REDACTED);
			end = start + MIN_SECRET_LENGTH;
			while (this.runs.has(lower.slice(end - MIN_SECRET_LENGTH + 1, end + 1))) end++;
		}
		return [...parts, text.slice(end)].join('');
	}
}

/** The finder for the last secrets: a batch reads thousands of responses with the same secrets. */
let lastFinder: { secrets: string; finder: RunFinder } | undefined;

function finderOf(secrets: readonly string[]): RunFinder {
	const key = JSON.stringify(secrets);
	if (lastFinder?.secrets !== key) lastFinder = { secrets: key, finder: new RunFinder(secrets) };
	return lastFinder.finder;
}

/**
 * The value with every run of eight or more characters of the secrets replaced, in texts at any depth and
 * in object keys: as it is, in any case, in hex or base64, and escaped for JSON, URLs or HTML. An API that
 * echoes what it was sent must not carry a key into outputs and errors.
 */
export function redact<T>(value: T, secrets: readonly string[]): T {
	const finder = finderOf(secrets);
	if (finder.isEmpty) return value;
	const clean = (part: unknown): unknown => {
		if (typeof part === 'string') return finder.hide(part);
		if (Array.isArray(part)) return part.map(clean);
		if (typeof part !== 'object' || part === null) return part;
		return Object.fromEntries(
			Object.entries(part).map(([key, inner]) => [clean(key), clean(inner)]),
		);
	};
	return clean(value) as T;
}

/** Whether a JSON text can hold a part of a secret, also in JSON's escapes. */
export function mayContain(text: string, secrets: readonly string[]): boolean {
	return text.includes('\\') || finderOf(secrets).isIn(text);
}

/** Looks for a whole secret in a file, in one piece or as it passes. */
export class SecretCheck implements BodyCheck {
	private readonly spellings: Buffer[];
	private tail = Buffer.alloc(0);
	private isFound = false;

	constructor(secrets: readonly string[]) {
		const encodings = ['utf8', 'latin1', 'utf16le'] as const;
		this.spellings = secrets
			.flatMap(spellingsOf)
			.flatMap((spelling) => encodings.map((encoding) => Buffer.from(spelling, encoding)));
	}

	update(chunk: Buffer): this {
		if (this.isFound || this.spellings.length === 0) return this;
		const longest = Math.max(...this.spellings.map(({ length }) => length));
		// The text across the border of two chunks.
		const border = Buffer.concat([this.tail, chunk.subarray(0, longest)]);
		this.isFound = this.spellings.some((one) => border.includes(one) || chunk.includes(one));
		this.tail = Buffer.concat([this.tail, chunk.subarray(-longest)]).subarray(-longest);
		return this;
	}

	failure(): Failure | undefined {
		return this.isFound ? fileFailures.holdsSecret() : undefined;
	}
}
