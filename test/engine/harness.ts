import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryDataConfig, BinaryDataService, ErrorReporter, prepareBinaryData } from 'n8n-core';
import {
	UnexpectedError,
	type IBinaryData,
	type INodeParameters,
	type ICredentialType,
	type INodeType,
	type INodeTypes,
	type Workflow,
} from 'n8n-workflow';

import { Container, Logger } from './container';
import { pollNode, pollWorkflow, type PollOptions, type PollResult } from './pollNode';
import { receiveAtNode, type ReceiveOptions, type ReceiveResult } from './receiveAtNode';
import { runNode, type RunOptions, type RunResult } from './runNode';
import { collectingLogger, withRunLog } from './runLog';
import {
	additionalDataOf,
	nodeOf,
	nodeTypesOf,
	WORKFLOW_ID,
	type NodeSetup,
} from './engineWorkflow';

export interface EngineOptions {
	/** The node types, by the name that `run` and `poll` use. */
	nodes: Record<string, INodeType>;
	credentialTypes: ICredentialType[];
	/** Where files are kept: on disk (n8n's own default), or as base64 in the item (`default`). */
	binaryMode?: 'default' | 'filesystem';
}

let openEngine: Engine | undefined;

/** Runs single nodes in n8n's own execution engine. Made by `createEngine`. */
class Engine {
	private executions = 0;

	private readonly nodeTypes: INodeTypes;

	constructor(
		private readonly options: EngineOptions,
		private readonly folder: string,
	) {
		this.nodeTypes = nodeTypesOf(options.nodes);
	}

	/**
	 * Runs the node in a production execution, fed by a start node. Runs may overlap.
	 *
	 * @throws {WorkflowHasIssuesError} when a required parameter is missing. What the node throws is
	 * `error` of the result.
	 */
	async run(setup: RunOptions): Promise<RunResult> {
		const { credentialTypes } = this.options;
		const executionId = this.nextExecutionId();
		const nextData = () =>
			additionalDataOf(credentialTypes, setup.credentials, 'trigger', executionId);
		const { result, log } = await withRunLog(
			async () => await runNode(setup, this.nodeTypes, nextData),
		);
		return { ...result, log };
	}

	/**
	 * Has an AI agent call the node as its tool.
	 * @param fields what the model fills in
	 */
	async callTool(tool: NodeSetup, fields: INodeParameters): Promise<RunResult> {
		const { credentials } = tool;
		const shape = { tool: nodeOf(tool, this.nodeTypes) };
		return await this.run({ node: 'agent', parameters: { fields }, credentials, shape });
	}

	/**
	 * Polls once, as the active workflow (`trigger`) or the editor (`manual`) does.
	 *
	 * @throws what the node throws
	 */
	async poll(setup: PollOptions): Promise<PollResult> {
		const { credentialTypes } = this.options;
		const data = additionalDataOf(credentialTypes, setup.credentials, setup.mode);
		const { result, log } = await withRunLog(
			async () => await pollNode(setup, this.nodeTypes, data),
		);
		return { ...result, log };
	}

	/** Hands a request to the node's webhook, as a published workflow (or the editor's test) does. */
	async receive(setup: ReceiveOptions): Promise<ReceiveResult> {
		const { credentialTypes } = this.options;
		const data = additionalDataOf(credentialTypes, setup.credentials, setup.mode);
		return await receiveAtNode(setup, this.nodeTypes, data);
	}

	/** An active workflow for several polls: its static data outlives each of them. */
	activate(setup: Omit<PollOptions, 'mode' | 'workflow'>): Workflow {
		return pollWorkflow(setup, this.nodeTypes);
	}

	/** Stores a file for an input item. */
	async binary(file: { data: Buffer; fileName: string; mimeType: string }): Promise<IBinaryData> {
		const { data, fileName, mimeType } = file;
		return await prepareBinaryData(data, this.nextExecutionId(), WORKFLOW_ID, fileName, mimeType);
	}

	/** The bytes of a file, wherever it is kept. */
	async readBinary(file: IBinaryData): Promise<Buffer> {
		return await Container.get(BinaryDataService).getAsBuffer(file);
	}

	/** Deletes the files, and lets the next engine be created. Every run must have ended. */
	async close(): Promise<void> {
		openEngine = undefined;
		delete process.env.N8N_USER_FOLDER;
		await rm(this.folder, { recursive: true, force: true });
	}

	private nextExecutionId(): string {
		return String(++this.executions);
	}
}

export type { Engine };

/**
 * Starts n8n's engine in a temporary folder of its own. The engine's services are shared by the
 * whole process, so there is one engine at a time: close it before creating the next.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
	if (openEngine) throw new UnexpectedError('Close the other engine first');
	const folder = await mkdtemp(join(tmpdir(), 'n8n-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	await startServices(options.binaryMode ?? 'filesystem');
	openEngine = new Engine(options, folder);
	return openEngine;
}

async function startServices(binaryMode: 'default' | 'filesystem') {
	Container.reset();
	Container.set<unknown>(Logger, collectingLogger);
	Container.get(BinaryDataConfig).mode = binaryMode;
	// The reporter would log every error of a node, as if the node itself had done so.
	Container.get(ErrorReporter).error = () => {};
	await Container.get(BinaryDataService).init();
}
