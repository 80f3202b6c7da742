import type { IDataObject } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';
import { flagsField } from './flags';
import { returningTo, returnToWorkflowField } from './returnToWorkflow';

function isEmpty(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(isEmpty);
	return typeof value === 'string' && value.trim() === '';
}

/** Without the flags that were added and left empty: they would ask for nothing, not for everything. */
function filled(flags: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(flags).filter(([, value]) => !isEmpty(value)));
}

export const begin: Operation = {
	offer: {
		name: 'Begin',
		action: 'Begin a session',
		description: 'Start a verification and get the link to send to the person',
	},
	fields: [
		{
			displayName:
				'The link is valid for 15 minutes by default: send it to the person right after this step.',
			name: 'linkNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Configuration ID',
			name: 'configId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5f2d9c0e7b',
			hint: 'Fill it in, or say with flags what is checked',
			description:
				'A configuration saved in the Identomat dashboard, which says what is checked. Leave empty to choose with the flags below.',
		},
		returnToWorkflowField,
		flagsField,
		{
			displayName: 'Parent Session ID',
			name: 'parentSessionId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
			description:
				'For a session with several participants: the session that this one belongs to. Leave empty otherwise.',
		},
		{
			displayName: 'Flags (JSON)',
			name: 'flagsJson',
			type: 'json',
			default: '{}',
			description:
				'Further flags as a JSON object, by the names of the Identomat API, such as {"new_flag": true}. They win over Flags.',
		},
		{
			displayName: 'Steps (JSON)',
			name: 'steps',
			type: 'json',
			default: '[]',
			description:
				'The steps of the verification as a JSON array with one object per step, such as identity-document, liveness or user-questionnaire. With a Configuration ID it replaces only the steps it names; without one, also switch on the flags "Documents: Skip" and "Face: Skip", or their default steps are added.',
		},
		commonOptions,
	],
	async execute(item) {
		const given = { ...filled(item.value('flags')), ...item.json('object', 'flagsJson') };
		const resumeUrl = item.value<boolean>('returnToWorkflow') ? item.resumeUrl : undefined;
		const flags = resumeUrl ? returningTo(resumeUrl, given, item.extraFields) : given;
		const steps = item.json('objects', 'steps');
		const sessionId = await item.send(endpoints.beginSession, {
			configId: item.optionalText('configId'),
			flags: Object.keys(flags).length > 0 ? flags : undefined,
			steps: steps?.length ? steps : undefined,
			parentSessionId: item.optionalText('parentSessionId'),
		});
		const verificationUrl = item.verificationUrl(sessionId);
		return { json: { sessionId, verificationUrl, ...(resumeUrl && { resumeUrl }) } };
	},
};
