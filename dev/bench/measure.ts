import { median, type Row } from './report';

/** What doing the work once gave. */
export interface Measured {
	value: number;
	/** What else was seen, by the heading of its column. */
	besides?: Record<string, number>;
}

/** One way to do the work. */
export interface Contender extends Pick<Row, 'name' | 'unit'> {
	/** Does the work once. */
	measure(): Promise<Measured>;
}

/** How often each contender is measured; unmeasured rounds come first, so that all code is warm. */
export interface Rounds {
	measured: number;
	unmeasured: number;
}

/** Has the contenders do their work in turns, so that what slows the machine down hits them all. */
export async function measureAlternately(contenders: Contender[], rounds: Rounds): Promise<Row[]> {
	const measured = contenders.map((): Measured[] => []);
	for (let round = -rounds.unmeasured; round < rounds.measured; round++) {
		for (const [index, contender] of contenders.entries()) {
			const once = await contender.measure();
			if (round >= 0) measured[index]?.push(once);
		}
	}
	return contenders.map((contender, index) => rowOf(contender, measured[index] ?? []));
}

function rowOf({ name, unit }: Contender, measured: Measured[]): Row {
	const headings = Object.keys(measured[0]?.besides ?? {});
	const besides = headings.map((heading): [string, number] => [
		heading,
		median(measured.map((once) => once.besides?.[heading] ?? NaN)),
	]);
	const values = measured.map(({ value }) => value);
	const row = { name, unit, values };
	return headings.length > 0 ? { ...row, besides: Object.fromEntries(besides) } : row;
}
