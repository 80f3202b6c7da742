import pLimit from 'p-limit';
import { Pool } from 'undici';

import type { Addresses } from './api';

export interface RawOptions {
	sessionIds: string[];
	/** How many requests are in flight at most. */
	concurrency: number;
	tls?: boolean;
	/** Whether each request opens a connection of its own, as n8n's do. */
	newConnections?: boolean;
}

/** Gets the results of the sessions with undici and nothing else. */
export async function getResultsWithUndici(
	{ widgetUrl, widgetTlsUrl, companyKey }: Addresses,
	{ sessionIds, concurrency, tls = false, newConnections = false }: RawOptions,
): Promise<void> {
	const pool = new Pool(tls ? widgetTlsUrl : widgetUrl, {
		connections: concurrency,
		connect: { rejectUnauthorized: false },
		...(newConnections && { pipelining: 0, maxCachedSessions: 0 }),
	});
	const limit = pLimit(concurrency);
	const getResult = async (sessionId: string) => {
		const { body } = await pool.request({
			method: 'POST',
			path: '/external-api/result/',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ company_key: companyKey, session_token: sessionId }),
		});
		await body.json();
	};
	try {
		await Promise.all(sessionIds.map((sessionId) => limit(getResult, sessionId)));
	} finally {
		await pool.close();
	}
}
