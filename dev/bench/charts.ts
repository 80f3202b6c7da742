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
const BAR_HEIGHT = 26;
/** Space for the label behind the longest bar, as a part of the panel. */
const LABEL_SHARE = 0.3;

/** One group of bars under a heading. */
interface Panel {
	heading: string;
	/** A smaller line below it. */
	detail: string;
	bars: Bar[];
	width: number;
	/** Whether the names stand at the bars; else they are those of the panel to the left. */
	isNamed: boolean;
}

interface Bar {
	name: string;
	value: number;
	label: string;
}

/** The panels of each chart, side by side, by the name of the chart's files. */
export function panelsOf(figures: Figures): Record<string, Panel[]> {
	const medians = (name: string) => (figures[name]?.rows ?? []).map(medianBar);
	const lost = (figures.limit?.rows ?? []).map(lostBar);
	return {
		overview: sideBySide(175, [
			{
				heading: '500 results',
				detail: 'each answered after 20 to 200 ms',
				bars: inN8n(medians('results')),
			},
			{ heading: 'Results lost', detail: 'where the API takes 8 at a time', bars: inN8n(lost) },
			{ heading: 'CPU time of n8n', detail: 'for each result', bars: medians('cpu') },
		]),
		results: sideBySide(420, [
			{
				heading: 'Time for 500 results',
				detail: 'each answered after 20 to 200 ms',
				bars: medians('results'),
			},
		]),
		limit: sideBySide(230, [
			{ heading: 'Results lost, of 500', detail: 'where the API takes 8 at a time', bars: lost },
			{ heading: 'Time', detail: 'for those that were not lost', bars: medians('limit') },
		]),
		memory: sideBySide(420, [
			{
				heading: 'Memory of n8n above idle',
				detail: 'for 60 videos of 20 MB',
				bars: medians('memory'),
			},
		]),
		poll: sideBySide(420, [
			{
				heading: 'Time of one poll',
				detail: 'over 2,000 sessions, at 50 ms each',
				bars: medians('poll'),
			},
		]),
		queue: sideBySide(420, [
			{
				heading: 'Sessions begun and read',
				detail: 'in queue mode, on one machine',
				bars: medians('queue'),
			},
		]),
	};
}

/** The names stand at the first panel only. */
function sideBySide(width: number, panels: Array<Omit<Panel, 'width' | 'isNamed'>>): Panel[] {
	return panels.map((panel, index) => ({ ...panel, width, isNamed: index === 0 }));
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

/** The panels as a drawing in SVG. */
export async function draw(panels: Panel[], theme: Theme): Promise<string> {
	// It is an ES module.
	const { parse, View } = await import('vega');
	const view = new View(parse(specOf(panels, theme)), { renderer: 'none' });
	const svg = await view.toSVG();
	view.finalize();
	return `${svg}\n`;
}

function specOf(panels: Panel[], theme: Theme): Spec {
	return {
		padding: 8,
		config: {
			text: { font: FONT },
			title: { font: FONT, subtitleFont: FONT },
			axis: { labelFont: FONT },
		},
		layout: { columns: panels.length, padding: 24, bounds: 'flush', align: 'none' },
		marks: panels.map((panel) => groupOf(panel, theme)),
	};
}

function groupOf({ heading, detail, bars, width, isNamed }: Panel, theme: Theme): GroupMark {
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
		encode: { enter: { width: { value: width }, height: { value: height } } },
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
