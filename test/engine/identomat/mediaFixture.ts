import type { INodeExecutionData } from 'n8n-workflow';

import { faceVideo, jpeg } from '../../../dev/sandbox';
import type { IdentomatFixture } from './identomatFixture';

/** Parameters of an operation of the media of a session. */
export const media = (operation: string, sessionId: string, parameters = {}) => ({
	resource: 'media',
	operation,
	sessionId,
	...parameters,
});

/** The picture that the sandbox makes with this shade. */
export const picture = (shade: number) => jpeg({ width: 160, height: 100, shade });

/** The video that the sandbox makes with this size. */
export const video = async (size?: number) =>
	Buffer.concat((await faceVideo({ size }).stream().toArray()) as Buffer[]);

/** The bytes in each file field of an item. */
export async function filesOf(
	{ engine }: IdentomatFixture,
	item?: INodeExecutionData,
): Promise<Record<string, Buffer>> {
	const entries = Object.entries(item?.binary ?? {}).map(async ([field, file]) => [
		field,
		await engine.readBinary(file),
	]);
	return Object.fromEntries((await Promise.all(entries)) as Array<[string, Buffer]>);
}
