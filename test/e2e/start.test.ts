import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';

import type { StoredCredential, WorkflowSummary } from '../../dev/n8n/rest';
import { N8nRest } from '../../dev/n8n/rest';
import { StartTerminal } from './startTerminal';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const LAST_LINE = 'Press Ctrl-C to stop n8n and the sandbox.';
/** The first run on a machine installs n8n itself. */
const START_LIMIT_MS = 900_000;
/** The three that a start wants. */
const PORTS = [5678, 8701, 8702];
const ELSEWHERE = {
	companyKey: 'an-invented-key-of-an-account',
	widgetUrl: 'https://widget.identomat.invalid',
	externalApiUrl: 'https://external-api.identomat.invalid',
};

jest.setTimeout(120_000);

describe('npm start', () => {
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'identomat-start-'));
	});

	afterAll(async () => {
		await rm(folder, { recursive: true });
	});

	describe('if its ports are taken', () => {
		let holders: Server[];
		let terminal: StartTerminal;
		let ports: number[];

		beforeAll(async () => {
			holders = (await Promise.all(PORTS.map(hold))).filter((holder) => holder !== undefined);
			terminal = new StartTerminal(folder);
			await terminal.shows(LAST_LINE);
			ports = [...terminal.output.matchAll(/is taken; using (\d+) instead/g)].map(([, port]) =>
				Number(port),
			);
		}, START_LIMIT_MS);

		afterAll(async () => {
			await terminal.end();
			await Promise.all(holders.map(async (holder) => await once(holder.close(), 'close')));
		});

		it('reports it and uses others', () => {
			const [n8n, widget, external] = ports;
			expect(terminal.output).toContain(`Port 5678 (n8n) is taken; using ${n8n} instead.\n`);
			expect(terminal.output).toContain(
				`Port 8701 (the sandbox's widget API) is taken; using ${widget} instead.\n`,
			);
			expect(terminal.output).toContain(
				`Port 8702 (the sandbox's external API) is taken; using ${external} instead.\n`,
			);
			expect(new Set([...PORTS, ...ports]).size).toBe(6);
		});

		it('has a person go through the form example and shows the result', () => {
			const rows = [
				/^ {2}Session +[a-z0-9]{40}$/m,
				/^ {2}Outcome +approved$/m,
				/^ {2}Name +Nino Sandadze$/m,
				/^ {2}Document +00TS00042, valid until 2034-11-20$/m,
				/^ {2}Last node +Open the account$/m,
				/^ {2}Final page +Identity verification\n +Thank you! We will write to you about the result\.$/m,
			];
			for (const row of rows) expect(terminal.output).toMatch(row);
		});

		it('shows where everything is and how to use the real Identomat', () => {
			const [n8n, widget, external] = ports.map((port) => `http://127.0.0.1:${port}`);
			expect(terminal.output).toMatch(new RegExp(`^  Editor +${n8n}$`, 'm'));
			expect(terminal.output).toMatch(/^ {2}Login +ana\.testidze@example\.com with the password/m);
			expect(terminal.output).toContain(
				`${widget} (Widget URL) and ${external} (External API URL)`,
			);
			expect(terminal.output).toMatch(
				/credential 'Identomat account'.*https:\/\/widget\.identomat\.com and https:\/\/external-api\.identomat\.com/s,
			);
		});

		it('serves the editor, the form and the page of the watched session', async () => {
			const editor = await fetch(`http://127.0.0.1:${ports[0]}/`);
			expect(await editor.text()).toContain('n8n.io');
			const [, form = ''] = /^ {2}Form +(\S+)$/m.exec(terminal.output) ?? [];
			expect(await (await fetch(form)).text()).toContain('Open an account');
			const [link = ''] = /http:\S+session_token=\S+/.exec(terminal.output) ?? [];
			expect(await (await fetch(link)).text()).toContain('How does it end for the person?');
		});

		it('creates the session of its invitation when the person presses the button', async () => {
			const link = invitationIn(terminal);
			expect(await (await fetch(link)).text()).toMatch(/<button[^>]*>[^<]+<\/button>/);
			const pressed = await fetch(link, { method: 'POST' });
			expect(new URL(pressed.url).port).toBe(String(ports[1]));
			expect(await pressed.text()).toContain('How does it end for the person?');
		});

		it('refuses to run twice with the same data', async () => {
			const second = new StartTerminal(folder);
			expect(await second.exit()).toBe(1);
			expect(second.output).toMatch(/Process \d+ already runs this n8n/);
		});

		it('stops everything on Ctrl-C, with status 0', async () => {
			expect(await terminal.end()).toBe(0);
			expect(terminal.output).toMatch(/n8n and the sandbox have stopped\..*\n$/);
			expect(ports).toHaveLength(3);
			expect(await Promise.all(ports.map(isOpen))).toEqual([false, false, false]);
		});
	});

	describe('for the second time', () => {
		let terminal: StartTerminal;
		let rest: N8nRest;

		beforeAll(async () => {
			terminal = new StartTerminal(folder);
			await terminal.shows(LAST_LINE);
			rest = await N8nRest.connect(editorOf(terminal));
		}, START_LIMIT_MS);

		afterAll(async () => {
			await terminal.end();
		});

		it('runs the form example again', () => {
			expect(terminal.output).toMatch(/^ {2}Outcome +approved$/m);
		});

		it('invites once more', async () => {
			expect(await (await fetch(invitationIn(terminal))).text()).toMatch(
				/<button[^>]*>[^<]+<\/button>/,
			);
		});

		it('has each example and the credential once', async () => {
			const examples = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.json'));
			expect(await rest.workflows()).toHaveLength(examples.length);
			expect(await rest.credentials('identomatApi')).toHaveLength(1);
		});

		it('lets the trigger watch the session whose link it shows', async () => {
			const trigger = await triggerExample(rest);
			expect(trigger.active).toBe(true);
			const { nodes } = await rest.workflow(trigger.id);
			const ids = nodes.find(({ name }) => name === 'Identomat Trigger')?.parameters.sessionIds;
			expect(String(ids).split('\n')).toEqual([
				expect.stringMatching(/^[a-z0-9]{40}$/),
				/session_token=(\S+)/.exec(terminal.output)?.[1],
			]);
		});

		it('has let the trigger fire at the first start', async () => {
			const executions = await rest.executions((await triggerExample(rest)).id);
			expect(executions.at(-1)).toMatchObject({ mode: 'trigger', status: 'success' });
		});

		it("exits with status 1 and n8n's last log lines if n8n stops by itself", async () => {
			const [credential] = (await rest.credentials('identomatApi')) as [StoredCredential];
			await rest.updateCredential(credential, ELSEWHERE);
			process.kill(await terminal.processOf('n8n start'), 'SIGKILL');
			expect(await terminal.exit()).toBe(1);
			expect(terminal.output).toMatch(/n8n stopped unexpectedly\. Its last lines:\n.*\S/s);
		});
	});

	it('keeps a credential that points elsewhere and runs no workflow with it', async () => {
		const terminal = new StartTerminal(folder);
		await terminal.shows(LAST_LINE);
		const rest = await N8nRest.connect(editorOf(terminal));
		const [credential] = (await rest.credentials('identomatApi')) as [StoredCredential];
		const { widgetUrl, externalApiUrl } = ELSEWHERE;
		expect(await rest.credentialData(credential)).toMatchObject({ widgetUrl, externalApiUrl });
		expect(terminal.output).toContain(
			`points to ${widgetUrl}. It is kept, and no workflow is run.`,
		);
		expect(terminal.output).not.toContain('Outcome');
		const examples = await rest.workflows();
		const first = examples.find(({ name }) => name === 'Form, verification, decision');
		expect(await rest.executions(first?.id ?? '')).toHaveLength(2);
		expect(await terminal.end()).toBe(0);
	});
});

async function triggerExample(rest: N8nRest): Promise<WorkflowSummary> {
	const all = await rest.workflows();
	return all.find(({ name }) => name === 'Finished sessions to Slack') as WorkflowSummary;
}

/** The link of the invitation on the last screen. */
function invitationIn({ output }: StartTerminal): string {
	return /^ {2}Invitation +(\S+)$/m.exec(output)?.[1] ?? '';
}

function editorOf({ output }: StartTerminal): string {
	return /Editor +(\S+)/.exec(output)?.[1] ?? '';
}

/** Listens on the port; where somebody else does, nothing is to be done. */
async function hold(port: number): Promise<Server | undefined> {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(undefined));
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}

async function isOpen(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	return await new Promise((resolve) => {
		socket.once('error', () => resolve(false));
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
	});
}
