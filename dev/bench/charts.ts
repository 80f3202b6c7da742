import type { Axis, GroupMark, Spec } from 'vega';

import type { Figures } from './figures';
import { LOST, median, short, type Row } from './report';

/** A picture for readers on a light ground, and one for those on a dark one. */
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** GitHub's own colours: they can be read on its pages. */
const colours = {
	light: { text: '#1f2328', ours: '#0969da', others: '#afb8c1' },
	dark: { text: '#f0f6fc', ours: '#4493f8', others: '#656c76' },
};
const FONT = 'system-ui, "Segoe UI", Helvetica, Arial, sans-serif';
const FONT_SIZE = 13;
/** All sizes are in pixels. A letter is as wide at most in that font size, on average. */
const LETTER_WIDTH = 7.2;
const NAME_PADDING = 16;
const HEADING_HEIGHT = 46;
const BAR_HEIGHT = 26;
const GAP = 24;
/** Space for the label behind the longest bar, as a part of the panel. */
const LABEL_SHARE = 0.3;

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
	const chart = (width: number, panels: Panel[]): Chart => ({ panels, width });
	return {
		overview: chart(180, [
			{
				heading: '500 results',
				detail: 'each answered after 20 to 200 ms',
				bars: inN8n(medians('results')),
			},
			{ heading: 'Results lost', detail: 'where the API takes 8 at a time', bars: inN8n(lost) },
			{ heading: 'CPU time of n8n', detail: 'for each result', bars: medians('cpu') },
		]),
		results: chart(420, [
			{
				heading: 'Time for 500 results',
				detail: 'each answered after 20 to 200 ms',
				bars: medians('results'),
			},
		]),
		limit: chart(230, [
			{ heading: 'Results lost, of 500', detail: 'where the API takes 8 at a time', bars: lost },
			{ heading: 'Time', detail: 'for those that were not lost', bars: medians('limit') },
		]),
		memory: chart(420, [
			{
				heading: 'Memory of n8n above idle',
				detail: 'for 60 videos of 20 MB',
				bars: medians('memory'),
			},
		]),
		poll: chart(420, [
			{
				heading: 'Time of one poll',
				detail: 'over 2,000 sessions, at 50 ms each',
				bars: medians('poll'),
			},
		]),
		queue: chart(420, [
			{
				heading: 'Sessions begun and read',
				detail: 'in queue mode, on one machine',
				bars: medians('queue'),
			},
		]),
	};
}

function inN8n(bars: Bar[]): Bar[] {
	return bars.filter(({ name }) => !name.startsWith('undici'));
}

function medianBar({ name, values, unit }: Row): Bar {
	const value = median(values);
	return { name, value, label: `${short(value)} ${unit}` };
}

function lostBar({ name, besides }: Row): Bar {
	const value = besides?.[LOST] ?? 0;
	return { name, value, label: short(value) };
}

/** The chart as a drawing in SVG. */
export async function draw(chart: Chart, theme: Theme): Promise<string> {
	// It is an ES module.
	const { parse, View } = await import('vega');
	const view = new View(parse(specOf(chart, theme)), { renderer: 'none' });
	const svg = await view.toSVG();
	view.finalize();
	return `${svg}\n`;
}

function specOf({ panels, width }: Chart, theme: Theme): Spec {
	const bars = panels[0]?.bars ?? [];
	const longest = Math.max(...bars.map(({ name }) => name.length));
	const nameWidth = LETTER_WIDTH * longest + NAME_PADDING;
	const step = width + GAP;
	return {
		autosize: 'none',
		width: nameWidth + panels.length * step,
		height: HEADING_HEIGHT + bars.length * BAR_HEIGHT,
		config: {
			text: { font: FONT },
			title: { font: FONT, subtitleFont: FONT },
			axis: { labelFont: FONT },
		},
		marks: panels.map((panel, index) =>
			groupOf(panel, { x: nameWidth + index * step, width, isNamed: index === 0 }, theme),
		),
	};
}

function groupOf(
	{ heading, detail, bars }: Panel,
	{ x, width, isNamed }: { x: number; width: number; isNamed: boolean },
	theme: Theme,
): GroupMark {
	const { text, ours, others } = colours[theme];
	const height = bars.length * BAR_HEIGHT;
	const most = Math.max(...bars.map(({ value }) => value));
	const ofName: Axis = {
		orient: 'left',
		scale: 'y',
		domain: false,
		ticks: false,
		labelColor: text,
		labelFontSize: FONT_SIZE,
		labelPadding: 8,
		labelLimit: 300,
	};
	const middle = { scale: 'y', field: 'name', band: 0.5 };
	const isOurs = `datum.name === ${JSON.stringify(bars[0]?.name)}`;
	return {
		type: 'group',
		title: {
			text: heading,
			color: text,
			fontSize: FONT_SIZE,
			subtitle: detail,
			subtitleColor: text,
			subtitleFontSize: FONT_SIZE - 2,
			subtitlePadding: 4,
			anchor: 'start',
			frame: 'group',
		},
		encode: {
			enter: {
				x: { value: x },
				y: { value: HEADING_HEIGHT },
				width: { value: width },
				height: { value: height },
			},
		},
		data: [{ name: 'bars', values: bars }],
		scales: [
			{ name: 'y', type: 'band', domain: bars.map(({ name }) => name), range: [0, height] },
			{ name: 'x', type: 'linear', domain: [0, most / (1 - LABEL_SHARE)], range: [0, width] },
		],
		axes: isNamed ? [ofName] : [],
		marks: [
			{
				type: 'rect',
				from: { data: 'bars' },
				encode: {
					enter: {
						x: { value: 0 },
						x2: { scale: 'x', field: 'value' },
						yc: middle,
						height: { value: 18 },
						fill: [{ test: isOurs, value: ours }, { value: others }],
					},
				},
			},
			{
				type: 'text',
				from: { data: 'bars' },
				encode: {
					enter: {
						text: { field: 'label' },
						x: { scale: 'x', field: 'value', offset: 5 },
						y: middle,
						baseline: { value: 'middle' },
						fill: { value: text },
						fontSize: { value: FONT_SIZE },
					},
				},
			},
		],
	};
}
