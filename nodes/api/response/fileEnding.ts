import type { Failure } from '../errors/failure';
import type { BodyCheck } from '../network/bodyStream';

/** With what files of a kind end, and within how many bytes before their end that stands. */
const ENDINGS: Record<string, [ending: string, within: number]> = {
	'image/jpeg': ['\xff\xd9', 64],
	'image/png': ['IEND', 64],
	'image/gif': ['\x3b', 16],
	'application/pdf': ['%%EOF', 1024],
};
const MAX_ENDING_LENGTH = 1024;

const MAY_BE_CUT_OFF: Failure = {
	kind: 'unexpected',
	message:
		'The file may be cut off: the server did not say how long it is, and it does not end as such a file does',
	advice:
		'Run the node again. If it stays like this, ask whoever runs the server or a proxy before it.',
};

/** Looks at how a file ends of which the server did not say how long it is. */
export class EndCheck implements BodyCheck {
	private tail = Buffer.alloc(0);

	constructor(private readonly mimeType: string) {}

	update(chunk: Buffer): this {
		this.tail = Buffer.concat([this.tail, chunk.subarray(-MAX_ENDING_LENGTH)]).subarray(
			-MAX_ENDING_LENGTH,
		);
		return this;
	}

	failure(): Failure | undefined {
		const [ending, within] = ENDINGS[this.mimeType] ?? ['', 0];
		const isWhole = within > 0 && this.tail.subarray(-within).includes(ending, 0, 'latin1');
		return isWhole ? undefined : MAY_BE_CUT_OFF;
	}
}
