// npm run check:live: asks a real account what `Account: Check` asks, and prints the verdicts.
import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import type { CheckRow } from '../../nodes/Identomat/actions/account/checkAccount';
import { Identomat } from '../../nodes/Identomat/Identomat.node.js';
import { createEngine } from '../../test/engine/harness';
import { tableOf } from './table';

const USAGE = `Usage: IDENTOMAT_COMPANY_KEY=… npm run check:live

Says of every endpoint that only reads whether it answers as this package expects. All comes from the environment,
since a command line is seen by others:
  IDENTOMAT_COMPANY_KEY       the company key
  IDENTOMAT_SECRET_KEY        the secret key, where requests are signed
  IDENTOMAT_WIDGET_URL        default https://widget.identomat.com
  IDENTOMAT_EXTERNAL_API_URL  default https://external-api.identomat.com
  IDENTOMAT_SESSION_ID        a finished session; without it only what needs none is asked
It ends with 1 where something is other than expected, and with 2 where nothing could be checked.
`;

const {
	IDENTOMAT_COMPANY_KEY: companyKey,
	IDENTOMAT_SECRET_KEY: secretKey = '',
	IDENTOMAT_WIDGET_URL: widgetUrl = 'https://widget.identomat.com',
	IDENTOMAT_EXTERNAL_API_URL: externalApiUrl = 'https://external-api.identomat.com',
	IDENTOMAT_SESSION_ID: sessionId = '',
} = process.env;

async function checkLive(): Promise<number> {
	if (!companyKey || process.argv.length > 2) {
		process.stderr.write(USAGE);
		return 2;
	}
	const engine = await createEngine({
		nodes: { identomat: new Identomat() },
		credentialTypes: [new IdentomatApi()],
	});
	try {
		const { items, error } = await engine.run({
			node: 'identomat',
			parameters: { resource: 'account', operation: 'check', sessionId },
			credentials: { identomatApi: { companyKey, secretKey, widgetUrl, externalApiUrl } },
		});
		if (error) {
			process.stderr.write(`${[error.message, error.description].filter(Boolean).join('\n')}\n`);
			return 2;
		}
		const rows = items.map(({ json }) => json as unknown as CheckRow);
		process.stdout.write(tableOf(rows));
		return rows.some(({ verdict }) => verdict === 'other than expected') ? 1 : 0;
	} finally {
		await engine.close();
	}
}

void checkLive().then((status) => process.exit(status));
