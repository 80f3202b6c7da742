import type { Figures } from './figures';
import { LOST, median, formatNumber, type Row } from './report';

/** All sizes are in pixels. A letter is this wide at most in that font size, on average. */
const FONT_SIZE = 13;
const LETTER_WIDTH = 7.2;
const HEADING_HEIGHT = 46;
const BAR_HEIGHT = 26;
const GAP = 24;
/** What a panel keeps free for the label behind its longest bar. */
const LABEL_WIDTH = 60;

/** Follows the reader's theme; GitHub's own colors, which can be read on its pages. */
const STYLE = `
text { font: ${FONT_SIZE}px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
.heading { font-weight: 600; }
.detail { font-size: ${FONT_SIZE - 2}px; }
rect { fill: #afb8c1; }
.ours { fill: #0969da; }
@media (prefers-color-scheme: dark) {
	text { fill: #f0f6fc; }
	rect { fill: #656c76; }
	.ours { fill: #4493f8; }
}`;

/** One group of bars under a heading. */
interface Panel {
	heading: string;
	/** A smaller line below it. */
	detail: string;
	bars: Bar[];
}

/** Panels side by side; all have the same bars, whose names stand at the first. */
interface Chart {
	panels: Panel[];
	/** Of each panel. */
	width: number;
}

interface Bar {
	name: string;
	value: number;
	label: string;
}

/** By the names of their files. */
export function chartsOf(figures: Figures): Record<string, Chart> {
	const medians = (name: string) => (figures[name]?.rows ?? []).map(medianBar);
	const lost = (figures.limit?.rows ?? []).map(lostBar);
	const latency = 'each answered after 20 to 200 ms';
	return {
		overview: {
			width: 180,
			panels: [
				{ heading: '500 results', detail: latency, bars: inN8n(medians('results')) },
				{ heading: 'Results lost', detail: 'if the API takes 8 at a time', bars: inN8n(lost) },
				{ heading: 'CPU time of n8n', detail: 'for each result', bars: medians('cpu') },
			],
		},
		memory: {
			width: 420,
			panels: [
				{
					heading: 'Memory of n8n above idle',
					detail: 'for 60 videos of 20 MB',
					bars: medians('memory'),
				},
			],
		},
	};
}

function inN8n(bars: Bar[]): Bar[] {
	return bars.filter(({ name }) => !name.startsWith('undici'));
}

function medianBar({ name, values, unit }: Row): Bar {
	const value = median(values);
	return { name, value, label: `${formatNumber(value)} ${unit}` };
}

function lostBar({ name, besides }: Row): Bar {
	const value = besides?.[LOST] ?? 0;
	return { name, value, label: formatNumber(value) };
}

/** The chart as an SVG; the first bar of each panel is ours. */
export function draw({ panels, width }: Chart): string {
	const names = panels[0]?.bars.map(({ name }) => name) ?? [];
	const namesWidth = LETTER_WIDTH * Math.max(...names.map(({ length }) => length)) + GAP;
	const totalWidth = Math.ceil(namesWidth + panels.length * (width + GAP));
	const height = HEADING_HEIGHT + names.length * BAR_HEIGHT;
	const labels = names.map((name, index) =>
		text(namesWidth - 8, textY(index), name, 'text-anchor="end"'),
	);
	const drawn = panels.map((panel, index) =>
		drawPanel(panel, namesWidth + index * (width + GAP), width),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${totalWidth}" height="${height}" viewBox="0 0 ${totalWidth} ${height}">`,
		`<style>${STYLE}\n</style>`,
		...labels,
		...drawn,
		'</svg>\n',
	].join('\n');
}

function drawPanel({ heading, detail, bars }: Panel, x: number, width: number): string {
	const longest = Math.max(...bars.map(({ value }) => value));
	const drawn = bars.flatMap(({ value, label }, index) => {
		const length = Math.round(((width - LABEL_WIDTH) * value) / longest);
		const y = HEADING_HEIGHT + index * BAR_HEIGHT + 4;
		const kind = index === 0 ? ' class="ours"' : '';
		return [
			`<rect x="${x}" y="${y}" width="${length}" height="18"${kind}/>`,
			text(x + length + 5, textY(index), label),
		];
	});
	return [
		text(x, 14, heading, 'class="heading"'),
		text(x, 32, detail, 'class="detail"'),
		...drawn,
	].join('\n');
}

/** The baseline of the text beside a bar. */
function textY(index: number): number {
	return HEADING_HEIGHT + index * BAR_HEIGHT + 18;
}

function text(x: number, y: number, content: string, attributes = ''): string {
	return `<text x="${x}" y="${y}" ${attributes}>${content}</text>`;
}
