import { postJson } from '../postJson';

/** What Identomat calls for; the spelling of an update is invented, since none was observed. */
const TYPES = {
	update: 'session-status-changed',
	passwordBySms: 'one-time-password-request',
	passwordByEmail: 'email-one-time-password-request',
	linkBySms: 'share-session-link-via-sms',
	linkByEmail: 'share-session-link-via-email',
};

export type CallbackKind = keyof typeof TYPES;

export const CALLBACK_KINDS = Object.keys(TYPES) as [CallbackKind, ...CallbackKind[]];

/** One callback, and how its last attempt was answered. */
export interface SentCallback {
	url: string;
	body: Record<string, string>;
	/** HTTP status; `unanswered` if there was none, null while it is on its way. */
	status: number | 'unanswered' | null;
	attempts: number;
}

/** Posts callbacks to the one callback URL of the company, if there is one. */
export class Callbacks {
	readonly sent: SentCallback[] = [];
	private url?: string;

	constructor(
		private readonly key: string,
		url?: string,
	) {
		this.setUrl(url);
	}

	/** @throws Error for another address than one on this machine */
	setUrl(url: string | undefined): void {
		if (url !== undefined && !isLoopback(url)) {
			throw new Error(`Callbacks go to addresses on this machine only, not to ${url}`);
		}
		this.url = url;
	}

	/** Resolves when it was answered, or could not be delivered. */
	async send(
		kind: CallbackKind,
		sessionId: string,
		link: string,
	): Promise<SentCallback | undefined> {
		if (this.url === undefined) return undefined;
		const body = {
			callbackApiKey: this.key,
			type: TYPES[kind],
			sessionId,
			...contentOf(kind, link),
		};
		const callback: SentCallback = { url: this.url, body, status: null, attempts: 0 };
		this.sent.push(callback);
		return await deliver(callback);
	}

	/** Forgets what was sent. */
	clear(): void {
		this.sent.length = 0;
	}

	/** Sends again what was not accepted, unchanged. */
	async retry(): Promise<SentCallback[]> {
		const refused = this.sent.filter(({ status }) => status !== null && !isAccepted(status));
		return await Promise.all(refused.map(deliver));
	}
}

async function deliver(callback: SentCallback): Promise<SentCallback> {
	callback.attempts++;
	try {
		const response = await postJson(callback.url, callback.body);
		callback.status = response.status;
		await response.text();
	} catch {
		callback.status = 'unanswered';
	}
	return callback;
}

function isAccepted(status: SentCallback['status']): boolean {
	return typeof status === 'number' && status >= 200 && status < 300;
}

function contentOf(kind: CallbackKind, sessionLink: string): Record<string, string> {
	if (kind === 'update') return {};
	const to: Record<string, string> = kind.endsWith('Sms')
		? { phoneNumber: '+995555000042' }
		: { email: 'nino.sandadze@example.com' };
	if (kind.startsWith('password')) return { ...to, text: 'Your code is 271828' };
	return { ...to, sessionLink, text: `Verify your identity: ${sessionLink}` };
}

/** Whether it is a web address on this machine. */
export function isLoopback(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	return (
		['http:', 'https:'].includes(protocol) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
	);
}
