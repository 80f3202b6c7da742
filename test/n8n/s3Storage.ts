import { buffer } from 'node:stream/consumers';

import type { LocalServer } from '../../dev/n8n/localServer';
import { startLocalServer } from '../../dev/n8n/localServer';

/** A storage on loopback that speaks as much S3 as an upload needs. */
export interface S3Storage extends LocalServer {
	/** What was uploaded, by `/bucket/name`. */
	files: Map<string, Buffer>;
	/** Refuses the uploads to paths that pass, as a full storage does; none at first. */
	isFullFor: (path: string) => boolean;
}

export async function startS3Storage(): Promise<S3Storage> {
	const files = new Map<string, Buffer>();
	const server = await startLocalServer((request, response) => {
		const path = (request.url ?? '').split('?')[0] ?? '';
		void buffer(request).then((body) => {
			if (request.method !== 'PUT') {
				response.end('<LocationConstraint>eu-central-1</LocationConstraint>');
			} else if (storage.isFullFor(path)) {
				response.writeHead(507).end('<Error><Code>StorageFull</Code></Error>');
			} else {
				files.set(path, body);
				response.end();
			}
		});
	});
	const storage: S3Storage = { ...server, files, isFullFor: () => false };
	return storage;
}
