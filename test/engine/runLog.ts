import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger, LogMetadata } from 'n8n-workflow';

/** One line a node wrote with `this.logger`. */
export interface LogEntry {
	level: 'debug' | 'info' | 'warn' | 'error';
	message: string;
	metadata?: LogMetadata;
}

/**
 * The engine has one logger for all executions, and executions may overlap: the asynchronous
 * context tells whose line it is. A line written outside of an execution is dropped.
 */
const entriesOfThisRun = new AsyncLocalStorage<LogEntry[]>();

function writer(level: LogEntry['level']) {
	return (message: string, metadata?: LogMetadata) => {
		entriesOfThisRun.getStore()?.push({ level, message, ...(metadata && { metadata }) });
	};
}

const ignore = () => {};

/** n8n's logger service, collecting instead of printing. The engine's parts log nowhere. */
export const collectingLogger: Logger & { scoped: () => Logger } = {
	debug: writer('debug'),
	info: writer('info'),
	warn: writer('warn'),
	error: writer('error'),
	scoped: () => ({ debug: ignore, info: ignore, warn: ignore, error: ignore }),
};

/** Runs `work`; `log` holds what was written while it ran, in order. */
export async function withRunLog<T>(
	work: () => Promise<T>,
): Promise<{ result: T; log: LogEntry[] }> {
	const log: LogEntry[] = [];
	const result = await entriesOfThisRun.run(log, work);
	return { result, log };
}
