import { endpoints } from '../../../api/endpoints';
import { readDocumentFields } from '../../../api/results/documentFields';
import { commonOptions, inputFileField, simplifyField } from '../fields';
import { jpegOf } from '../fileInput';
import type { Operation } from '../operation';

const documentSides = {
	cardFront: endpoints.readCardFront,
	cardBack: endpoints.readCardBack,
	licenseFront: endpoints.readLicenseFront,
	licenseBack: endpoints.readLicenseBack,
	residenceFront: endpoints.readResidenceFront,
	residenceBack: endpoints.readResidenceBack,
	passport: endpoints.readPassport,
};

type DocumentSide = keyof typeof documentSides;

export const readDocument: Operation = {
	option: {
		name: 'Read Document',
		action: 'Read a document',
		description: 'Read the fields of an identity document from a JPEG image, without a session',
	},
	hideFromAgents: true,
	fields: [
		simplifyField,
		{
			displayName: 'Document Side',
			name: 'documentSide',
			type: 'options',
			default: 'cardFront',
			options: [
				{ name: 'Driver License: Back', value: 'licenseBack' },
				{ name: 'Driver License: Front', value: 'licenseFront' },
				{ name: 'ID Card: Back', value: 'cardBack' },
				{ name: 'ID Card: Front', value: 'cardFront' },
				{ name: 'Passport: Photo Page', value: 'passport' },
				{ name: 'Residence Permit: Back', value: 'residenceBack' },
				{ name: 'Residence Permit: Front', value: 'residenceFront' },
			],
			description: 'What the image shows',
		},
		inputFileField,
		commonOptions,
	],
	errorOverride: {
		headline: 'Could not read this document',
		advice: "Check that the image is sharp, shows the whole document, and matches 'Document Side'.",
	},
	async execute(item) {
		const side = item.choice('documentSide', Object.keys(documentSides) as DocumentSide[]);
		const image = await jpegOf(item, 'binaryPropertyName');
		const simplify = item.boolean('simplify');
		const fields = await item.request(documentSides[side], {}, { image });
		return { json: simplify ? { ...readDocumentFields([fields]), fields } : fields };
	},
};
