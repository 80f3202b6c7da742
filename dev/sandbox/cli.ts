import { parseArgs } from 'node:util';

import { isLoopback } from './callbacks';
import { startSandbox, type Sandbox, type SandboxOptions } from './index';
import { signatureOf } from './hmac';
import { DEFAULT_LINK_MINUTES } from './sessions';

/** A year. */
const MAX_LINK_MINUTES = 525_600;

const HELP = `An Identomat sandbox on this machine, to try workflows without an account.

npm run sandbox -- [options]

  --widget-port <port>        port of the widget API and the hosted page (default 8701)
  --external-port <port>      port of the external API (default 8702)
  --company-key <key>         the right company key (default: an invented one)
  --secret-key <key>          requests must be signed with this key, and answers are
  --complete-after <seconds>  approve sessions this long after they were begun
                              (default: they wait for a person at the hosted page)
  --link-minutes <minutes>    how long a verification link can be opened (default 15)
  --callback-url <url>        where callbacks go, on this machine: sessions that are finished,
                              and those of the controls
  --callback-key <key>        what comes with each callback (default: an invented one)
  --help                      this text

Controls on the widget port, without a key:
  POST   /sandbox/sessions               {"outcome": "rejected", "state": "open", …}
  POST   /sandbox/sessions/<id>/finish   {"outcome": "manual_check"}
  POST   /sandbox/sessions/<id>/decide   {"outcome": "approved"}, for a session in manual check
  GET    /sandbox/sessions/<id>/children ids of the sessions with this parent
  POST   /sandbox/sessions/<id>/callback {"kind": "update" | "passwordBySms" | "passwordByEmail" |
                                          "linkBySms" | "linkByEmail"}
  POST   /sandbox/clock                  {"advanceMinutes": 15} makes links expire
  POST   /sandbox/callbacks/retry        sends again what was not accepted
  GET    /sandbox/callbacks
  POST   /sandbox/callback-url           {"url": "http://localhost:5678/webhook/…"}
  POST   /sandbox/monitoring/<id>/change
  POST   /sandbox/faults                 {"endpoint": "result/", "status": 503, "times": 2}
  DELETE /sandbox/faults
  GET    /sandbox/audit
  POST   /sandbox/reset
  POST   /sandbox/redirect?status=307&to=<url>
`;

/** A mistake in how the command was called, shown without a stack. */
class UsageError extends Error {}

async function main(): Promise<void> {
	const options = readOptions();
	if (!options) {
		process.stdout.write(HELP);
		return;
	}
	const sandbox = await startSandbox(options);
	process.stdout.write(welcome(sandbox));
	const stop = () => void sandbox.close();
	process.once('SIGINT', stop).once('SIGTERM', stop);
}

/** @returns undefined if only help is wanted; @throws UsageError and parseArgs' own errors */
function readOptions(): SandboxOptions | undefined {
	const { values } = parseArgs({
		options: {
			'widget-port': { type: 'string', default: '8701' },
			'external-port': { type: 'string', default: '8702' },
			'company-key': { type: 'string' },
			'secret-key': { type: 'string' },
			'complete-after': { type: 'string' },
			'link-minutes': { type: 'string', default: String(DEFAULT_LINK_MINUTES) },
			'callback-url': { type: 'string' },
			'callback-key': { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return undefined;
	const seconds = values['complete-after'];
	const callbackUrl = values['callback-url'];
	if (callbackUrl !== undefined && !isLoopback(callbackUrl)) {
		throw new UsageError(`--callback-url takes an address on this machine, not "${callbackUrl}"`);
	}
	return {
		widgetPort: numberOf('--widget-port', values['widget-port'], 65535),
		externalPort: numberOf('--external-port', values['external-port'], 65535),
		companyKey: values['company-key'],
		secretKey: values['secret-key'],
		linkMinutes: numberOf('--link-minutes', values['link-minutes'], MAX_LINK_MINUTES),
		callbackUrl,
		callbackKey: values['callback-key'],
		// The longest time that a timer can wait.
		completeAfterMs:
			seconds === undefined ? undefined : numberOf('--complete-after', seconds, 2_147_483) * 1000,
	};
}

function numberOf(option: string, text: string, largest: number): number {
	const number = Number(text);
	if (text.trim() && Number.isInteger(number) && number >= 0 && number <= largest) return number;
	throw new UsageError(`${option} takes a whole number from 0 to ${largest}, not "${text}"`);
}

function welcome({
	widgetUrl,
	externalApiUrl,
	companyKey,
	secretKey,
	callbackKey,
}: Sandbox): string {
	const signature = (body: string) =>
		secretKey
			? ` -H 'authorization: signature="${signatureOf(secretKey, [Buffer.from(body)])}"'`
			: '';
	const post = (url: string, values: object) => {
		const body = JSON.stringify(values);
		return `  curl ${url} -H 'content-type: application/json'${signature(body)} -d '${body}'`;
	};
	return `Identomat sandbox is running. Ctrl-C ends it.

  Widget URL        ${widgetUrl}
  External API URL  ${externalApiUrl}
  Callback key      ${callbackKey}
  Company key       ${companyKey}${secretKey ? `\n  Secret key        ${secretKey}` : ''}

Try:
${post(`${widgetUrl}/external-api/begin/`, { company_key: companyKey, flags: { language: 'en' } })}
${post(`${externalApiUrl}/search-screening-person`, { companyKey, name: 'Ana Testidze' })}
  curl ${widgetUrl}/sandbox/audit
A session that was begun is finished at ${widgetUrl}/?session_token=<id>
`;
}

/** The error in words; with a stack only if it is unexpected. */
function explain(error: unknown): string {
	const { code, port, message, stack } = error as NodeJS.ErrnoException & { port?: number };
	if (error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS')) {
		return `${message}\nTry --help.`;
	}
	if (code === 'EADDRINUSE') {
		return `Port ${port} is taken. Choose another with --widget-port or --external-port.`;
	}
	if (code === 'EACCES') return `Port ${port} may not be used here (${message}).`;
	return stack ?? message;
}

main().catch((error: unknown) => {
	process.stderr.write(`${explain(error)}\n`);
	process.exitCode = 1;
});
