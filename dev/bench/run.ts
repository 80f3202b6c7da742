import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';

import { inMarkdown } from '../markdownTables';
import { Bench, type Benchmark } from './bench';
import { timeOfCrowd } from './benchmarks/crowd';
import { memoryOfVideos } from './benchmarks/downloadVideos';
import { cpuOfResults, timeAtLimit, timeOfResults } from './benchmarks/getResults';
import { loadNodes } from './benchmarks/loadNodes';
import { pollTime } from './benchmarks/pollSessions';
import { loadOfQueue } from './benchmarks/queueLoad';
import { machineNow, readFigures, writeFigures } from './figures';
import { writePage } from './page';
import { tableOf } from './report';

/** By the name that each is called by; the tables of docs/performance.md have the same names. */
const benchmarks: Record<string, Benchmark> = {
	results: timeOfResults,
	limit: timeAtLimit,
	crowd: timeOfCrowd,
	cpu: cpuOfResults,
	memory: memoryOfVideos,
	loading: loadNodes,
	poll: pollTime,
	queue: loadOfQueue,
};

const USAGE = `npm run bench -- [names of some: ${Object.keys(benchmarks).join(', ')}] [options]
  --rounds <number>   5 when missing
  --write             writes the figures to docs/performance.json, and the page and its charts from them
  --draw              measures nothing, and writes the page and its charts from the figures of before
`;

const ending = new AbortController();
// Hundreds of answers of the API wait for their time to come, and each process ends with the benchmarks.
setMaxListeners(0);
setMaxListeners(0, ending.signal);

interface BenchOptions {
	names: string[];
	rounds: number;
	write: boolean;
	draw: boolean;
}

async function main(): Promise<void> {
	const options = readArguments();
	if (!options) {
		process.stderr.write(USAGE);
		process.exitCode = 1;
		return;
	}
	if (!options.draw) await measure(options);
	if (options.draw || options.write) await writePage(readFigures());
}

async function measure({ names, rounds, write }: BenchOptions): Promise<void> {
	const end = () => ending.abort();
	process.once('SIGINT', end).once('SIGTERM', end);
	const bench = await Bench.start(ending.signal);
	try {
		for (const name of names) {
			const machine = machineNow();
			const report = await benchmarks[name]!(bench, rounds);
			const table = inMarkdown(tableOf(report)).join('\n');
			process.stdout.write(`### ${report.title}\n\n${table}\n\n`);
			if (write) await writeFigures({ [name]: { ...report, ...machine } });
		}
	} finally {
		await bench.stop();
	}
}

/** @returns undefined if the arguments make no sense; @throws parseArgs' own errors */
function readArguments(): BenchOptions | undefined {
	const { values, positionals } = parseArgs({
		options: {
			rounds: { type: 'string', default: '5' },
			write: { type: 'boolean', default: false },
			draw: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	const rounds = Number(values.rounds);
	const isKnown = positionals.every((name) => Object.hasOwn(benchmarks, name));
	if (!isKnown || !Number.isInteger(rounds) || rounds < 1) return undefined;
	const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
	return { ...values, names, rounds };
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	// What was interrupted fails, of course.
	if (!ending.signal.aborted) process.stderr.write(`${message}\n`);
	// The API server would keep this process alive, and ends with it.
	process.exit(1);
});
