import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { Bench, type Benchmark } from './bench';
import { memoryOfVideos } from './benchmarks/downloadVideos';
import { cpuOfResults, cpuOfTls, timeOfResults } from './benchmarks/getResults';
import { loadNodes } from './benchmarks/loadNodes';
import { pollTime } from './benchmarks/pollSessions';
import { scaleOfWatching } from './benchmarks/watchScale';
import { table } from './measure';

const benchmarks: Benchmark[] = [
	timeOfResults,
	cpuOfResults,
	cpuOfTls,
	memoryOfVideos,
	loadNodes,
	pollTime,
	scaleOfWatching,
];

const ending = new AbortController();

const USAGE = `npm run bench -- [number of one benchmark, 1 to ${benchmarks.length}] [--rounds <number, 5 by default>]\n`;

async function main(): Promise<void> {
	const asked = readArguments();
	if (!asked) {
		process.stderr.write(USAGE);
		process.exitCode = 1;
		return;
	}
	const [processor] = cpus();
	process.stdout.write(`${cpus().length} × ${processor?.model}, ${asked.rounds} rounds\n\n`);
	const end = () => ending.abort();
	process.once('SIGINT', end).once('SIGTERM', end);
	const bench = await Bench.start(ending.signal);
	try {
		for (const run of asked.chosen) {
			const report = await run(bench, asked.rounds);
			process.stdout.write(`${typeof report === 'string' ? report : table(report)}\n`);
		}
	} finally {
		await bench.stop();
	}
}

/** @returns undefined where the arguments make no sense; @throws parseArgs' own errors */
function readArguments(): { chosen: Benchmark[]; rounds: number } | undefined {
	const { values, positionals } = parseArgs({
		options: { rounds: { type: 'string', default: '5' } },
		allowPositionals: true,
	});
	const rounds = Number(values.rounds);
	const chosen = positionals.length
		? positionals.flatMap((number) => benchmarks[Number(number) - 1] ?? [])
		: benchmarks;
	const isKnown = positionals.length <= 1 && chosen.length > 0;
	return isKnown && Number.isInteger(rounds) && rounds > 0 ? { chosen, rounds } : undefined;
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	// What was interrupted fails, of course.
	if (!ending.signal.aborted) process.stderr.write(`${message}\n`);
	// The API server would keep this process alive, and ends with it.
	process.exit(1);
});
