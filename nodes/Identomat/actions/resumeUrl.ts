/**
 * The path after the execution in its resume URL, so that n8n's own Wait node does not handle the resume
 * requests.
 */
export const RESUME_PATH = 'identomat';

/**
 * The URL that makes a waiting execution check again: n8n's own, with this package's path before its
 * query.
 * @param executionUrl n8n's `$execution.resumeUrl`
 */
export function resumeUrlOf(executionUrl: string): string {
	const url = new URL(executionUrl);
	url.pathname = `${url.pathname.replace(/\/+$/, '')}/${RESUME_PATH}`;
	return url.href;
}
