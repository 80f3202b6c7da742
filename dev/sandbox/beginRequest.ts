import { z } from 'zod';

const SWITCHES = [
	'liveness',
	'allow_general_document_capture',
	'allow_general_document_upload',
	'allow_document_upload',
	'disable_document_capture',
	'allow_face_upload',
	'allow_face_doc_upload',
	'require_face_document',
	'skip_document',
	'skip_face',
	'skip_agreement',
	'skip_desktop',
	'allow_nfc_capture',
	'capture_double_page_passport',
	'cascading_identity_verification',
];

const flags = z
	.object({
		...Object.fromEntries(SWITCHES.map((name) => [name, z.boolean().optional()])),
		language: z.string().optional(),
		return_url: z.string().url().optional(),
		document_types: z
			.array(z.enum(['id', 'passport', 'driver_license', 'residence_license']))
			.optional(),
		document_countries: z.array(z.string().regex(/^[A-Z]{3}$/, 'not alpha-3')).optional(),
		general_document_types: z.array(z.string()).optional(),
		server: z.enum(['computer', 'human']).optional(),
	})
	.strict();

/** What `begin/` takes besides the company key. */
export const beginShape = {
	flags: flags.optional(),
	config_id: z.string().min(1).optional(),
	parent_session_id: z.string().optional(),
	steps: z.array(z.record(z.unknown())).optional(),
};
