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

const title = z.union([z.string(), z.record(z.string())]);
const choice = z.object({ key: z.string().min(1), title: title.optional() }).passthrough();
const questionBase = z
	.object({ key: z.string().min(1), title: title.optional(), mandatory: z.boolean().optional() })
	.passthrough();
const question = z.discriminatedUnion('type', [
	questionBase.extend({ type: z.literal('boolean'), options: z.undefined() }),
	questionBase.extend({ type: z.literal('string'), options: z.undefined() }),
	questionBase.extend({ type: z.literal('options'), options: distinct(choice) }),
	questionBase.extend({ type: z.literal('multiple-choice'), options: distinct(choice) }),
]);

/** A step of any kind may have unknown fields; a questionnaire has questions. */
const step = z
	.object({ type: z.string().min(1), key: z.string().min(1).optional(), title: title.optional() })
	.passthrough()
	.pipe(z.record(z.unknown()))
	.superRefine((value, context) => {
		if (!['operator-questionnaire', 'user-questionnaire'].includes(String(value.type))) return;
		const parsed = z
			.object({ key: z.string().min(1), questions: distinct(question) })
			.safeParse(value);
		parsed.error?.issues.forEach((issue) => context.addIssue(issue));
	});

/** One element or more, none with the key of another. */
function distinct<Element extends z.ZodTypeAny>(element: Element) {
	return z.array(element).min(1).refine(haveKeysOfTheirOwn, 'a key comes twice');
}

function haveKeysOfTheirOwn(elements: Array<{ key?: unknown }>): boolean {
	const keys = elements.map(({ key }) => key).filter((key) => key !== undefined);
	return new Set(keys).size === keys.length;
}

/** What `begin/` takes besides the company key. */
export const beginShape = {
	flags: flags.optional(),
	config_id: z.string().min(1).optional(),
	parent_session_id: z.string().optional(),
	steps: z.array(step).refine(haveKeysOfTheirOwn, 'a key comes twice').optional(),
};
