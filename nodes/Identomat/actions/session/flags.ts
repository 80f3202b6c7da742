import type { INodeProperties } from 'n8n-workflow';

/**
 * The flags of `begin/`: names are the API's own, so what is chosen is sent as it is. Source:
 * observed. The prefix of a display name groups what a person thinks of together.
 */
export const flagsField: INodeProperties = {
	displayName: 'Flags',
	name: 'flags',
	type: 'collection',
	placeholder: 'Add flag',
	default: {},
	description: 'What is checked, which documents are taken, and how it looks to the person',
	options: [
		{
			displayName: 'Capture: Allow Document Upload',
			name: 'allow_document_upload',
			type: 'boolean',
			default: false,
			description: 'Whether the person may upload a picture of the document instead of taking one',
		},
		{
			displayName: 'Capture: Allow Face Upload',
			name: 'allow_face_upload',
			type: 'boolean',
			default: false,
			description: 'Whether the person may upload a picture of the face instead of taking one',
		},
		{
			displayName: 'Capture: Allow Face With Document Upload',
			name: 'allow_face_doc_upload',
			type: 'boolean',
			default: false,
			description: 'Whether the person may upload a picture with face and document',
		},
		{
			displayName: 'Capture: Allow General Document Capture',
			name: 'allow_general_document_capture',
			type: 'boolean',
			default: false,
			description: 'Whether the person may photograph general documents such as a utility bill',
		},
		{
			displayName: 'Capture: Allow General Document Upload',
			name: 'allow_general_document_upload',
			type: 'boolean',
			default: false,
			description: 'Whether the person may upload general documents such as a utility bill',
		},
		{
			displayName: 'Capture: Allow NFC',
			name: 'allow_nfc_capture',
			type: 'boolean',
			default: false,
			description: 'Whether the chip of the document may be read with the phone',
		},
		{
			displayName: 'Capture: Disable Document Camera',
			name: 'disable_document_capture',
			type: 'boolean',
			default: false,
			description: 'Whether to take away the camera for documents, so that they must be uploaded',
		},
		{
			displayName: 'Capture: Double Page Passport',
			name: 'capture_double_page_passport',
			type: 'boolean',
			default: false,
			description: 'Whether both pages of an open passport are captured',
		},
		{
			displayName: 'Check: Cascading Identity Verification',
			name: 'cascading_identity_verification',
			type: 'boolean',
			default: false,
			description:
				'Whether the cascading identity verification is used; ask Identomat if your account has it',
		},
		{
			displayName: 'Check: Liveness',
			name: 'liveness',
			type: 'boolean',
			default: true,
			description: 'Whether the person must prove to be live in front of the camera',
		},
		{
			displayName: 'Check: Require Face With Document',
			name: 'require_face_document',
			type: 'boolean',
			default: false,
			description: 'Whether the person must take a picture that shows face and document together',
		},
		{
			displayName: 'Check: Verified By',
			name: 'server',
			type: 'options',
			default: 'computer',
			options: [
				{ name: 'Computer', value: 'computer', description: 'Automatic verification' },
				{ name: 'Operator', value: 'human', description: 'A video call with an operator' },
			],
		},
		{
			displayName: 'Documents: Countries',
			name: 'document_countries',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Country' },
			default: [],
			placeholder: 'e.g. GEO',
			description:
				'The countries whose documents are taken, by their three-letter ISO codes, such as GEO or DEU',
		},
		{
			displayName: 'Documents: General Types',
			name: 'general_document_types',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Bank Statement', value: 'bank_statement' },
				{ name: 'Utility Bill', value: 'utility_bill' },
			],
			description:
				'Further documents to ask for. Also switch on "Capture: Allow General Document Capture" or "… Upload". Other types go into Flags (JSON).',
		},
		{
			displayName: 'Documents: Skip',
			name: 'skip_document',
			type: 'boolean',
			default: false,
			description: 'Whether to leave out the identity document',
		},
		{
			displayName: 'Documents: Types',
			name: 'document_types',
			type: 'multiOptions',
			default: [],
			options: [
				{ name: 'Driver License', value: 'driver_license' },
				{ name: 'ID Card', value: 'id' },
				{ name: 'Passport', value: 'passport' },
				{ name: 'Residence Permit', value: 'residence_license' },
			],
			description: 'Which identity documents are taken',
		},
		{
			displayName: 'Face: Skip',
			name: 'skip_face',
			type: 'boolean',
			default: false,
			description: 'Whether to leave out the face',
		},
		{
			displayName: 'Flow: Language',
			name: 'language',
			type: 'string',
			default: 'en',
			placeholder: 'e.g. ka',
			description: 'The language the person sees, such as en, ka, ru, es or uk',
		},
		{
			displayName: 'Flow: Return URL',
			name: 'return_url',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/thank-you',
			description: 'The page that the browser opens when the person is done',
		},
		{
			displayName: 'Flow: Skip Agreement',
			name: 'skip_agreement',
			type: 'boolean',
			default: false,
			description: 'Whether to leave out the agreement that the person is asked to accept',
		},
		{
			displayName: 'Flow: Skip Desktop',
			name: 'skip_desktop',
			type: 'boolean',
			default: false,
			description:
				'Whether a person on a computer goes on there, without being asked to continue on a phone',
		},
	],
};
