import { randomUUID } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Outcome } from '../../../../api/results/outcomes';
import { merged, type Invitation } from '../../invitation';
import type { WaitsFor } from './waitingItem';

/** The result of a session, as Identomat last returned it. */
export interface CheckedSession {
	outcome: Outcome;
	/** As the operation returns it, without the fields that only a wait adds. */
	row: IDataObject;
	checkedAt: number;
	/** Whether the node has returned it as done. */
	isReported?: boolean;
}

/** The least recently used executions are forgotten beyond these numbers. */
const MAX_EXECUTIONS = 1000;
const MAX_SESSIONS = 20_000;
/** Longer than a resume request takes, from when n8n loads the execution until the node is done. */
const CLAIM_MS = 30_000;

/**
 * What this process knows about a node that waits in an execution. n8n stores nothing of a resume request
 * that leaves the execution waiting, and gives each request the state from when the execution was parked.
 * This memory keeps concurrent requests from repeating or undoing each other's work. Without it only time
 * is lost: after a restart the results are requested from Identomat again.
 */
export class WaitMemory {
	/** When the last item continued, in milliseconds since 1970. */
	endedAt?: number;
	readonly sessions = new Map<string, CheckedSession>();
	/** When the wait for a session is over, in milliseconds since 1970. */
	readonly limits = new Map<string, number>();
	private readonly invitations = new Map<string, Invitation>();
	private readonly running = new Map<string, Promise<unknown>>();
	private readonly requests = new Set<Promise<unknown>>();
	/** Sessions in the rows that this process had n8n continue with. */
	readonly continuedWith = new Set<string>();
	private readonly done = new Map<string, WaitsFor>();
	private parkId?: string;
	private readonly formerParkIds = new Set<string>();
	private readonly claims = new Map<string, number>();

	/** What is known of an invitation, besides this state of it. */
	invitation(state: Invitation): Invitation {
		const known = this.invitations.get(state.id);
		return known ? merged(state, known) : state;
	}

	remember(invitation: Invitation): void {
		this.invitations.set(invitation.id, this.invitation(invitation));
	}

	/**
	 * Runs a task once for all callers that need it while it runs. `isFirst` is true for the caller that
	 * started it.
	 */
	async share<T>(key: string, task: () => Promise<T>): Promise<{ value: T; isFirst: boolean }> {
		const running = this.running.get(key) as Promise<T> | undefined;
		if (running) return { value: await running, isFirst: false };
		const started = task().finally(() => this.running.delete(key));
		this.running.set(key, started);
		return { value: await started, isFirst: true };
	}

	/** Runs a resume request, so that `settled` knows of it. */
	async track<T>(request: Promise<T>): Promise<T> {
		this.requests.add(request);
		return await request.finally(() => this.requests.delete(request));
	}

	/**
	 * Resolves when the resume requests in progress have ended: the execution must not be parked without
	 * their results.
	 */
	async settled(): Promise<void> {
		await Promise.allSettled(this.requests);
	}

	/** Names the state in which the execution is parked now. Earlier states no longer count. */
	park(): string {
		if (this.parkId) this.formerParkIds.add(this.parkId);
		this.parkId = randomUUID();
		return this.parkId;
	}

	/** Whether this process parked the execution, so that it runs the node again and waits for requests. */
	hasParked(parkId: string): boolean {
		return parkId === this.parkId || this.formerParkIds.has(parkId);
	}

	/** Keeps what an item has waited for: its person may open the link once more. */
	finish(waitsFor: WaitsFor): void {
		const { invitation } = waitsFor;
		if (invitation) this.done.set(invitation.id, { ...waitsFor, isDone: true });
	}

	/** What items have waited for that are no longer in the node. */
	get finished(): WaitsFor[] {
		return [...this.done.values()];
	}

	/** Whether the execution may be resumed from this state: once, and not after it was parked anew. */
	claim(parkId: string): boolean {
		if (this.formerParkIds.has(parkId)) return false;
		// If n8n did not manage to resume it, a later request does.
		if (Date.now() - (this.claims.get(parkId) ?? 0) < CLAIM_MS) return false;
		this.claims.set(parkId, Date.now());
		return true;
	}
}

/** By `executionKey`, least recently used first. */
const memories = new Map<string, WaitMemory>();

export function memoryOf(executionKey: string): WaitMemory {
	forgetEnded();
	const memory = memories.get(executionKey) ?? new WaitMemory();
	memories.delete(executionKey);
	memories.set(executionKey, memory);
	forgetOldest();
	return memory;
}

/** A request from before the end may still be in progress, so it is not forgotten immediately. */
function forgetEnded(): void {
	for (const [key, { endedAt }] of memories) {
		if (endedAt !== undefined && Date.now() - endedAt > CLAIM_MS) memories.delete(key);
	}
}

function forgetOldest(): void {
	let sessions = 0;
	for (const memory of memories.values()) sessions += memory.sessions.size;
	for (const [key, memory] of memories) {
		const isWithinBounds = memories.size <= MAX_EXECUTIONS && sessions <= MAX_SESSIONS;
		if (isWithinBounds || memories.size === 1) return;
		sessions -= memory.sessions.size;
		memories.delete(key);
	}
}

interface NodeInExecution {
	getExecutionId(): string;
	getNode(): { id: string };
}

/** The key of a wait within this process. */
export function executionKey(context: NodeInExecution): string {
	return `${context.getExecutionId()}:${context.getNode().id}`;
}
