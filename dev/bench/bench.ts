import type { IWorkflowSettings } from 'n8n-workflow';

import { N8nRest, type StoredCredential, type WorkflowDocument } from '../n8n/rest';
import { startN8n, type N8nServer } from '../n8n/server';
import { packProject } from '../n8n/tarball';
import { Api } from './api';
import type { Report } from './report';
import { CallableWorkflow } from './workflows';

/** For figures that the storing of executions would change. */
export const NO_EXECUTION_DATA: IWorkflowSettings = { saveDataSuccessExecution: 'none' };

export type Benchmark = (bench: Bench, rounds: number) => Promise<Report>;

/** What all benchmarks run in: a real n8n with the packed package, and the API, each a process. */
export class Bench {
	private constructor(
		readonly tarball: string,
		readonly api: Api,
		readonly n8n: N8nServer,
		readonly rest: N8nRest,
		readonly credential: StoredCredential,
		/** For the API behind TLS. */
		readonly tlsCredential: StoredCredential,
		/** Aborted when the benchmarks are to end early. */
		readonly signal: AbortSignal,
	) {}

	/** @param signal ends n8n when it is aborted, and with it the benchmark that is under way */
	static async start(signal: AbortSignal): Promise<Bench> {
		const tarball = await packProject(signal);
		const api = await Api.start();
		// Otherwise the files of an execution that is not stored stay for up to a quarter of an hour.
		const env = { EXECUTIONS_DATA_PRUNE: 'false' };
		const n8n = await startN8n({ tarball, env, signal });
		const rest = await N8nRest.connect(n8n.url);
		const { widgetTlsUrl, ...data } = api.addresses;
		const tlsData = { ...data, widgetUrl: widgetTlsUrl, allowUnauthorizedCerts: true };
		const credential = await rest.createCredential('identomatApi', 'Plain', data);
		const tlsCredential = await rest.createCredential('identomatApi', 'TLS', tlsData);
		return new Bench(tarball, api, n8n, rest, credential, tlsCredential, signal);
	}

	async publish(
		workflow: WorkflowDocument,
		{ credential = this.credential, settings }: PublishOptions = {},
	): Promise<CallableWorkflow> {
		return await CallableWorkflow.publish(this.rest, this.n8n.url, workflow, credential, settings);
	}

	/** Starts n8n anew; what was published still is. */
	async restart(): Promise<void> {
		await this.n8n.stop();
		await this.n8n.start();
	}

	async stop(): Promise<void> {
		await this.n8n.remove();
		await this.api.stop();
	}
}

interface PublishOptions {
	credential?: StoredCredential;
	settings?: IWorkflowSettings;
}
