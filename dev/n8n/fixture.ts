import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import type { N8nVersion } from './install';
import type { StoredCredential } from './rest';
import { N8nRest } from './rest';
import type { N8nServer } from './server';
import { startN8n } from './server';
import { packProject } from './tarball';

/** Long enough for the first run, which installs n8n itself. */
export const FIXTURE_TIMEOUT_MS = 900_000;

/** n8n with the packed package, and the sandbox beside it. */
export interface Fixture {
	sandbox: Sandbox;
	server: N8nServer;
	rest: N8nRest;
	/** For the sandbox, with its keys. */
	credential: StoredCredential;
	/** The values of a credential for the sandbox; it has the right keys if no others are given. */
	credentialData(keys?: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject;
	close(): Promise<void>;
}

export interface FixtureOptions {
	/** Which n8n; the current one when missing. */
	version?: N8nVersion;
	/** Requests and answers are signed with it; nothing is signed when missing. */
	secretKey?: string;
}

export async function startFixture({ version, secretKey }: FixtureOptions = {}): Promise<Fixture> {
	const sandbox = await startSandbox({ secretKey });
	let server: N8nServer | undefined;
	let fixture: Fixture | undefined;
	const close = async () => {
		await server?.remove();
		await sandbox.close();
	};
	const credentialData: Fixture['credentialData'] = (keys) => {
		const { companyKey, callbackKey, widgetUrl, externalApiUrl } = sandbox;
		const urls = { widgetUrl, externalApiUrl };
		return { companyKey, callbackKey, ...urls, secretKey: secretKey ?? '', ...keys };
	};
	try {
		const tarball = await packProject();
		server = await startN8n({ tarball, version, env: { N8N_LOG_LEVEL: 'debug' } });
		const rest = await N8nRest.connect(server.url);
		const name = 'Identomat account';
		const credential = await rest.createCredential('identomatApi', name, credentialData());
		fixture = { sandbox, server, rest, credential, credentialData, close };
		return fixture;
	} finally {
		if (!fixture) await close();
	}
}
