import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, where a person sits at a screen. */
export function openInBrowser(url: string): void {
	const command = browserCommand();
	if (!command || process.env.CI || !process.stdout.isTTY) return;
	const child = spawn(command, [url], {
		stdio: 'ignore',
		detached: true,
		shell: process.platform === 'win32',
	});
	// The address is on the screen: a browser that does not open is no reason to end.
	child.once('error', () => undefined);
	child.unref();
}

function browserCommand(): string | undefined {
	if (process.platform === 'darwin') return 'open';
	if (process.platform === 'win32') return 'start';
	return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
