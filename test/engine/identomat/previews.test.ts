import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { newIdFor, operations, requiredParametersOf, type ListedOperation } from '../operations';
import { differences, readPreview, unseenFields } from '../outputPreview';
import { setUpIdentomat } from './identomatFixture';

const fixture = setUpIdentomat();

/** Their output is what Identomat answers, as it is, and nobody has seen what that holds. */
const OF_UNKNOWN_SHAPE = [
	'session.getActivities',
	'session.getStatistics',
	'session.getConfigSteps',
	'screening.getPersonDetails',
	'screening.monitor',
	'screening.getMonitored',
];

/** Further calls, which give the fields that come only sometimes. */
const furtherCalls: Record<string, INodeParameters[]> = {
	'session.create': [{ returnToWorkflow: true }],
	'media.getVideoCallShots': [{ options: { downloadFiles: true } }],
	'media.getVideoCallVideos': [{ options: { downloadFiles: true } }],
	'screening.searchPerson': [
		{
			personFields: {
				firstName: 'Ana',
				middleName: 'Tamar',
				lastName: 'Testidze',
				birthDate: '1979-11-25',
				nationality: 'GEO',
				gender: 'female',
			},
			options: { minimumScore: 90 },
		},
	],
};

/** Sessions whose answers have another form. */
const otherForms: Record<string, () => string> = {
	'result.get': () => fixture.sandbox.addSession({ state: 'open' }),
	'media.getVideoCallShots': () => fixture.sandbox.addSession({ videoCallShots: 'urls' }),
};

/** Fields that no call here gives: of answers with signatures, which are tested elsewhere. */
const givenElsewhere: Record<string, string[]> = { 'media.downloadAll': ['.unconfirmed'] };

/** What an operation gives, in all the ways it is called here. */
async function outputsOf(operation: ListedOperation): Promise<IDataObject[]> {
	const { name } = operation;
	const face = await fixture.engine.binary({
		data: jpeg({ width: 160, height: 100 }),
		fileName: 'face.jpg',
		mimeType: 'image/jpeg',
	});
	const binary: IBinaryKeyData = { data: face, face1: face, face2: face };
	const others = otherForms[name] ? [otherForms[name]()] : [];
	const ids = [await newIdFor(operation, fixture), ...others];
	const outputs: IDataObject[] = [];
	for (const id of ids) {
		for (const further of [{}, ...(furtherCalls[name] ?? [])]) {
			const parameters = { ...requiredParametersOf(operation), ...further };
			const { items, error } = await fixture.run(parameters, { items: [{ json: { id }, binary }] });
			expect(error).toBeUndefined();
			outputs.push(...items.map(({ json }) => json));
		}
	}
	return outputs;
}

const withPreview = operations.filter(({ name }) => !OF_UNKNOWN_SHAPE.includes(name));

it.each(withPreview)('the preview of $name shows exactly its output', async (operation) => {
	const preview = readPreview('Identomat', ...operation.name.split('.'));
	if (!preview) throw new Error('There is no preview');
	const outputs = await outputsOf(operation);
	expect(outputs.flatMap((output) => differences(preview, output))).toEqual([]);
	const elsewhere = givenElsewhere[operation.name] ?? [];
	expect(unseenFields(preview, outputs)).toEqual(elsewhere);
});

it('no other operation has a preview', () => {
	const folder = join('nodes', 'Identomat', '__schema__', 'v1.0.0');
	const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replace(/\.json$/, '').replace(/[\\/]/, '.'));
	expect(names.sort()).toEqual(withPreview.map(({ name }) => name).sort());
});
