import type { BodyCheck } from '../network/bodyStream';
import type { Failure } from '../errors/failure';
import { fileFailures } from '../errors/responseFailures';

const REDACTED = '[hidden]';
/** A shorter key is none, and would be found in words where it does not stand. */
const MIN_SECRET_LENGTH = 8;

/** How a text can stand in an answer: as it is, or within JSON, a URL or a form. */
function spellingsOf(secret: string): string[] {
	if (secret.length < MIN_SECRET_LENGTH) return [];
	const inJson = JSON.stringify(secret).slice(1, -1);
	const inUrl = encodeURIComponent(secret);
	const spellings = [
		secret,
		inJson,
		inJson.replaceAll('/', '\\/'),
		inUrl,
		inUrl.replace(/%../g, (code) => code.toLowerCase()),
		new URLSearchParams({ '': secret }).toString().slice(1),
	];
	return [...new Set(spellings)];
}

/**
 * The value with every occurrence of a secret replaced, in texts at any depth and in object keys.
 * An API that echoes what it was sent must not carry the company key into outputs and errors.
 */
export function redact<T>(value: T, secret: string): T {
	const spellings = spellingsOf(secret);
	if (spellings.length === 0) return value;
	const clean = (part: unknown): unknown => {
		if (typeof part === 'string') {
			if (part.length < MIN_SECRET_LENGTH) return part;
			return spellings.reduce((text, spelling) => text.replaceAll(spelling, REDACTED), part);
		}
		if (Array.isArray(part)) return part.map(clean);
		if (typeof part !== 'object' || part === null) return part;
		return Object.fromEntries(
			Object.entries(part).map(([key, inner]) => [clean(key), clean(inner)]),
		);
	};
	return clean(value) as T;
}

/** Whether a text can hold a secret in any of its spellings, or in JSON's escapes. */
export function mayContain(text: string, secret: string): boolean {
	return text.includes('\\') || spellingsOf(secret).some((spelling) => text.includes(spelling));
}

/** Looks for a secret in a file, in one piece or as it passes. */
export class SecretCheck implements BodyCheck {
	private readonly spellings: Buffer[];
	private tail = Buffer.alloc(0);
	private isFound = false;

	constructor(secret: string) {
		const encodings = ['utf8', 'latin1', 'utf16le'] as const;
		this.spellings = spellingsOf(secret).flatMap((spelling) =>
			encodings.map((encoding) => Buffer.from(spelling, encoding)),
		);
	}

	update(chunk: Buffer): this {
		if (this.isFound || this.spellings.length === 0) return this;
		const longest = Math.max(...this.spellings.map(({ length }) => length));
		// What stands across the border of two chunks.
		const border = Buffer.concat([this.tail, chunk.subarray(0, longest)]);
		this.isFound = this.spellings.some((one) => border.includes(one) || chunk.includes(one));
		this.tail = Buffer.concat([this.tail, chunk.subarray(-longest)]).subarray(-longest);
		return this;
	}

	failure(): Failure | undefined {
		return this.isFound ? fileFailures.holdsSecret() : undefined;
	}
}
