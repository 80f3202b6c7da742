import { endpoints } from '../../../api/endpoints';
import { commonOptions, inputFileField } from '../fields';
import { jpegOf } from '../fileInput';
import type { Operation } from '../operation';

export const compareFaces: Operation = {
	option: {
		name: 'Compare Faces',
		action: 'Compare faces',
		description: 'Get how similar the faces in two JPEG images are',
	},
	hideFromAgents: true,
	fields: [
		{
			...inputFileField,
			displayName: 'First Face Field',
			name: 'face1PropertyName',
			default: 'face1',
			description:
				'Both images must be in the same item. To combine two items, use a Merge node (Combine, By Position).',
		},
		{
			...inputFileField,
			displayName: 'Second Face Field',
			name: 'face2PropertyName',
			default: 'face2',
			description:
				'Faces should be 80 pixels or larger. From 65 to 79 pixels the score comes with a warning; smaller ones are refused.',
		},
		commonOptions,
	],
	errorOverride: {
		headline: 'Could not compare these faces',
		advice: 'Check that each image shows one face, 80 pixels or larger.',
	},
	async execute(item) {
		const face1 = await jpegOf(item, 'face1PropertyName');
		const face2 = await jpegOf(item, 'face2PropertyName');
		const { similarity, warning } = await item.request(
			endpoints.compareFaces,
			{},
			{ face1, face2 },
		);
		return { json: { similarity, warning } };
	},
};
