import type { Figures } from './figures';
import { LOST, median, formatNumber, type Row } from './report';

/** Sizes are in pixels. */
const NAMES_WIDTH = 215;
const PANEL_WIDTH = 215;
const HEADING_HEIGHT = 46;
const ROW_HEIGHT = 26;
const MAX_BAR_WIDTH = 130;

/** Follows the reader's theme; GitHub's own colors, which can be read on its pages. */
const STYLE = `
text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
.name { text-anchor: end; }
.heading { font-weight: 600; }
.detail { font-size: 11px; }
rect { fill: #afb8c1; }
.ours { fill: #0969da; }
@media (prefers-color-scheme: dark) {
	text { fill: #f0f6fc; }
	rect { fill: #656c76; }
	.ours { fill: #4493f8; }
}`;

/** One group of bars under a heading, with a smaller line below it. */
interface Panel {
	heading: string;
	detail: string;
	bars: Bar[];
}

interface Bar {
	name: string;
	value: number;
	label: string;
}

/** Each chart as an SVG, by the name of its file. */
export function chartsOf(figures: Figures): Record<string, string> {
	const barsOf = (benchmark: string, toBar: (row: Row) => Bar) =>
		(figures[benchmark]?.rows ?? []).filter(({ name }) => !name.startsWith('undici')).map(toBar);
	const results = {
		heading: '500 results',
		detail: 'each answered after 20 to 200 ms',
		bars: barsOf('results', medianBar),
	};
	const lost = {
		heading: 'Results lost',
		detail: 'if the API takes 8 at a time',
		bars: barsOf('limit', lostBar),
	};
	const cpu = {
		heading: 'CPU time of n8n',
		detail: 'for each result',
		bars: barsOf('cpu', medianBar),
	};
	const memory = {
		heading: 'Memory of n8n above idle',
		detail: 'for 60 videos of 20 MB',
		bars: barsOf('memory', medianBar),
	};
	return { overview: draw([results, lost, cpu]), memory: draw([memory]) };
}

function medianBar({ name, values, unit }: Row): Bar {
	const value = median(values);
	return { name, value, label: `${formatNumber(value)} ${unit}` };
}

function lostBar({ name, besides }: Row): Bar {
	const value = besides?.[LOST] ?? 0;
	return { name, value, label: formatNumber(value) };
}

/** Panels side by side with the same bars, whose names stand at the first. */
function draw(panels: Panel[]): string {
	const bars = panels[0]?.bars ?? [];
	const width = NAMES_WIDTH + panels.length * PANEL_WIDTH;
	const height = HEADING_HEIGHT + bars.length * ROW_HEIGHT;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
		`<style>${STYLE}\n</style>`,
		...bars.map(({ name }, row) => text(NAMES_WIDTH - 10, baseline(row), name, 'name')),
		...panels.flatMap((panel, index) => drawPanel(panel, NAMES_WIDTH + index * PANEL_WIDTH)),
		'</svg>\n',
	].join('\n');
}

/** The first bar is ours. */
function drawPanel({ heading, detail, bars }: Panel, x: number): string[] {
	const longest = Math.max(...bars.map(({ value }) => value));
	return [
		text(x, 14, heading, 'heading'),
		text(x, 32, detail, 'detail'),
		...bars.flatMap(({ value, label }, row) => {
			const length = Math.round((MAX_BAR_WIDTH * value) / longest);
			const kind = row === 0 ? 'ours' : 'other';
			return [
				`<rect x="${x}" y="${baseline(row) - 14}" width="${length}" height="18" class="${kind}"/>`,
				text(x + length + 5, baseline(row), label, 'label'),
			];
		}),
	];
}

/** Of the text beside a bar. */
function baseline(row: number): number {
	return HEADING_HEIGHT + row * ROW_HEIGHT + 18;
}

function text(x: number, y: number, content: string, kind: string): string {
	return `<text x="${x}" y="${y}" class="${kind}">${content}</text>`;
}
