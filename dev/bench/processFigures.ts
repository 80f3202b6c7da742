import { readFile, writeFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The CPU time that a process has used in all its threads, in seconds. */
export async function cpuSeconds(processId: number): Promise<number> {
	const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
	// The name, second of the fields, stands in parentheses and may hold spaces.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How far the memory that a process holds rises above its present size during `work`, in MB. */
export async function memoryRise(processId: number, work: () => Promise<void>): Promise<number> {
	const idle = await statusMegabytes(processId, 'VmRSS');
	await writeFile(`/proc/${processId}/clear_refs`, '5'); // Sets the peak back to the present size.
	await work();
	return (await statusMegabytes(processId, 'VmHWM')) - idle;
}

async function statusMegabytes(processId: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
	const status = await readFile(`/proc/${processId}/status`, 'utf8');
	const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
	return (Number(kibibytes) * 1024) / 1e6;
}
