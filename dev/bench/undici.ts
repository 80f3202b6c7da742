import { Pool } from 'undici';

import { mapConcurrently } from '../../nodes/api/network/mapConcurrently';
import type { Addresses } from './api';

export interface RawOptions {
	sessionIds: string[];
	/** How many requests are in flight at most. */
	concurrency: number;
}

/** Gets the results of the sessions with undici and nothing else. */
export async function getResultsWithUndici(
	{ widgetUrl, companyKey }: Addresses,
	{ sessionIds, concurrency }: RawOptions,
): Promise<void> {
	const pool = new Pool(widgetUrl, { connections: concurrency });
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
		await mapConcurrently(sessionIds, concurrency, getResult);
	} finally {
		await pool.close();
	}
}
