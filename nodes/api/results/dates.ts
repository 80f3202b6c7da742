/** The day that an ISO date or time begins with, if there is such a day: `YYYY-MM-DD`. */
export function isoDay(value?: string | null): string | undefined {
	const day = /^\d{4}-\d{2}-\d{2}(?![\d-])/.exec(value ?? '')?.[0];
	const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
	return isReal ? day : undefined;
}
