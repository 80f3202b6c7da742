import type { IDataObject } from 'n8n-workflow';

import { differences, readPreview, unseenFields, type Preview } from '../outputPreview';
import { fullSession } from '../operations';
import { CALLBACK_KEY, setUpCallbackTrigger as setCallbackStage } from './callbackFixture';
import { answerJson, DAY, runUserService, setUpTrigger } from './triggerFixture';

function previewOf(node: string): Preview {
	const preview = readPreview(node, '..', 'v1.0.0');
	if (!preview) throw new Error(`There is no preview of ${node}`);
	return preview;
}

function expectJust(preview: Preview, outputs: Array<IDataObject | undefined>): void {
	expect(outputs.flatMap((output) => differences(preview, output))).toEqual([]);
	expect(unseenFields(preview, outputs)).toEqual([]);
}

describe('the polling trigger', () => {
	const polling = setUpTrigger();
	const service = runUserService();

	it('emits exactly what its preview shows', async () => {
		const open = polling.sandbox.addSession({ state: 'open' });
		const done = fullSession(polling.sandbox);
		service.answer = answerJson([{ id: done, ticket: 7 }, { id: open }]);
		const ofUrl = {
			source: 'url',
			sourceUrl: service.url,
			sourceIdPath: '[*].id',
			options: { includeUnavailable: true },
		};
		const first = await polling.poll(ofUrl);
		polling.advanceClock(8 * DAY);
		const later = await polling.poll(ofUrl, { staticData: first.staticData });
		polling.sandbox.fault('list-screening-monitoring-records', { body: [{ id: 'one' }] });
		const records = await polling.poll({ event: 'monitoringRecordChanged' }, { mode: 'manual' });
		// The rest of a record is what Identomat answers, which nobody has seen.
		const changes = (records.items ?? []).map(({ json: { change } }) => ({ change }));
		const items = [...(first.items ?? []), ...(later.items ?? [])].map(({ json }) => json);
		expectJust(previewOf('IdentomatTrigger'), [...items, ...changes]);
	});
});

describe('the callback trigger', () => {
	const callbacks = setCallbackStage();

	it('emits exactly what its preview shows', async () => {
		const sessionId = fullSession(callbacks.sandbox);
		const call = async (body: IDataObject) =>
			(await callbacks.call({ callbackApiKey: CALLBACK_KEY, ...body })).items?.[0];
		const outputs = [
			await call({ type: 'session-updated', sessionId }),
			await call({ type: 'session-updated' }),
			await call({ type: 'one-time-password-request', sessionId, phoneNumber: '+995', text: '1' }),
			await call({
				type: 'share-session-link-via-email',
				sessionId,
				email: 'a@b',
				sessionLink: 'c',
			}),
		];
		expectJust(previewOf('IdentomatCallbackTrigger'), outputs);
	});
});
