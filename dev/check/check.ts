// npm run check:live: runs Account → Check with a real account, and prints the verdicts.
import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import type { CheckRow } from '../../nodes/Identomat/actions/account/checkAccount';
import { Identomat } from '../../nodes/Identomat/Identomat.node.js';
import { createEngine } from '../../test/engine/harness';
import { inColumns } from '../terminal';

const USAGE = `Usage: IDENTOMAT_COMPANY_KEY=… npm run check:live

Checks whether every endpoint that only reads responds as this package expects. All settings come from the
environment, since others can see a command line:
  IDENTOMAT_COMPANY_KEY       the company key
  IDENTOMAT_SECRET_KEY        the secret key, if your account signs requests
  IDENTOMAT_WIDGET_URL        default https://widget.identomat.com
  IDENTOMAT_EXTERNAL_API_URL  default https://external-api.identomat.com
  IDENTOMAT_SESSION_ID        a finished session; without it, only endpoints that need none are checked
Exit status: 1 if something is other than expected, 2 if nothing could be checked.
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
		process.stdout.write(`${linesOf(rows).join('\n')}\n`);
		return rows.some(({ verdict }) => verdict === 'other than expected') ? 1 : 0;
	} finally {
		await engine.close();
	}
}

/** A line for each row, with its message and outline below it. */
function linesOf(rows: CheckRow[]): string[] {
	const head = ['Operation', 'Endpoint', 'Verdict', 'Status', 'Time', 'Answer'];
	const [first = '', ...lines] = inColumns([head, ...rows.map(cellsOf)]);
	const below = rows.map(({ message, fields }) => [
		...(message ? [message] : []),
		...Object.entries(fields).map(([name, type]) => `${name}: ${type}`),
	]);
	return [
		first,
		...lines.flatMap((line, index) => [line, ...(below[index] ?? []).map((text) => `    ${text}`)]),
	];
}

function cellsOf(row: CheckRow): string[] {
	return [
		row.operation,
		row.endpoint === null ? '' : `${row.host} ${row.endpoint}`,
		row.verdict,
		String(row.status ?? ''),
		row.durationMs === null ? '' : `${row.durationMs} ms`,
		row.answer ?? '',
	];
}

void checkLive().then((status) => process.exit(status));
