import type { AuditEntry } from './audit';
import type { CallbackKind, Callbacks, SentCallback } from './callbacks';
import type { Fault, Faults } from './faults';
import type { Monitoring, MonitoringRecord } from './screening';
import type { SandboxSession, SessionInit, Sessions } from './sessions';

/** What a test, or a person over HTTP, can do with a running sandbox. */
export interface SandboxControls {
	/** Requests received, oldest first; the list is live. */
	audit: AuditEntry[];
	/** Callbacks sent, oldest first. A session that is finished causes one by itself. */
	callbacks: SentCallback[];
	/** Creates a session without a request and returns its id (40 characters). Throws for unknown settings. */
	addSession(init?: Partial<SessionInit>): string;
	/** The person completes it now, with this or the ordered outcome. Throws for an unknown id. */
	finish(sessionId: string, outcome?: string): void;
	/** Somebody decides a manual check. Throws for a session without one. */
	decide(sessionId: string, outcome: string): void;
	/** Undefined for a session that never was or was deleted. */
	session(sessionId: string): SandboxSession | undefined;
	/** The ids of the sessions created with this one as their parent. */
	children(sessionId: string): string[];
	/** The address of the page where the person is verified. */
	verificationUrl(sessionId: string): string;
	/** Sets the clock of verification links forward. */
	advance(minutes: number): void;
	/** Sends callbacks there from now on. Throws for an address that is not on this machine. */
	setCallbackUrl(url: string | undefined): void;
	/** Sends a callback about this session; undefined without a callback URL. Throws for an unknown id. */
	sendCallback(sessionId: string, kind: CallbackKind): Promise<SentCallback | undefined>;
	/** Sends again the callbacks that were not answered with 2xx. */
	retryCallbacks(): Promise<SentCallback[]>;
	/** The databases have learned something about a monitored person. Throws for an unknown id. */
	changeMonitoringRecord(recordId: string): MonitoringRecord;
	/**
	 * `endpoint`: a path as in the API reference, such as `result/face/`, or a beginning and `*`.
	 * Where several faults fit a request, the oldest that still has requests to hit does.
	 */
	fault(endpoint: string, fault: Fault): void;
	clearFaults(): void;
	/** Forgets sessions, monitoring, requests, callbacks and faults. */
	reset(): void;
}

/** What a sandbox keeps. */
export interface SandboxState {
	sessions: Sessions;
	monitoring: Monitoring;
	callbacks: Callbacks;
	faults: Faults;
	audit: AuditEntry[];
}

export function createControls(
	{ sessions, monitoring, callbacks, faults, audit }: SandboxState,
	verificationUrl: (sessionId: string) => string,
): SandboxControls {
	return {
		audit,
		callbacks: callbacks.sent,
		addSession: (init = {}) => sessions.add(init).id,
		finish: (sessionId, outcome) => void sessions.finish(sessionId, outcome),
		decide: (sessionId, outcome) => void sessions.decide(sessionId, outcome),
		session: (sessionId) => sessions.get(sessionId),
		children: (sessionId) => sessions.children(sessionId).map(({ id }) => id),
		verificationUrl,
		advance: (minutes) => sessions.advance(minutes),
		setCallbackUrl: (url) => callbacks.setUrl(url),
		sendCallback: async (sessionId, kind) => {
			if (!sessions.get(sessionId)) throw new Error(`There is no session ${sessionId}`);
			return await callbacks.send(kind, sessionId, verificationUrl(sessionId));
		},
		retryCallbacks: async () => await callbacks.retry(),
		changeMonitoringRecord: (recordId) => monitoring.change(recordId),
		fault: (endpoint, fault) => faults.add(endpoint, fault),
		clearFaults: () => faults.clear(),
		reset: () => {
			sessions.clear();
			monitoring.clear();
			callbacks.clear();
			faults.clear();
			audit.length = 0;
		},
	};
}
