import { endpoints } from '../../../api/endpoints';
import { sessionOptions } from '../fields';
import type { Operation } from '../operation';
import { returningTo, returnToWorkflowField } from './returnToWorkflow';
import { checkFields, parentSessionField, readSessionRequest } from './sessionRequest';

export const create: Operation = {
	option: {
		name: 'Create',
		action: 'Create a session',
		description: 'Create a session and get the link to send to the person to verify',
	},
	isUrgent: true,
	fields: [
		{
			displayName:
				"By default, the link is valid for 15 minutes. For a link in an email or SMS, use the operation 'Invite'.",
			name: 'linkNotice',
			type: 'notice',
			default: '',
		},
		...checkFields,
		returnToWorkflowField,
		parentSessionField,
		sessionOptions(),
	],
	async execute(item) {
		const resumeUrl = item.boolean('returnToWorkflow') ? item.resumeUrl : undefined;
		const request = readSessionRequest(item, (flags) =>
			resumeUrl ? returningTo(resumeUrl, flags, item.extraFields) : flags,
		);
		const sessionId = await item.request(endpoints.createSession, { ...request });
		item.tagExecution(sessionId);
		const verificationUrl = item.verificationUrl(sessionId);
		return { json: { sessionId, verificationUrl, ...(resumeUrl && { resumeUrl }) } };
	},
};
