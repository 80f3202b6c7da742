import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation, Resource } from './operation';
import { create } from './session/create.operation';
import { deleteSession } from './session/delete.operation';
import { getActivities } from './session/getActivities.operation';
import { getConfigSteps } from './session/getConfigSteps.operation';
import { getStatistics } from './session/getStatistics.operation';
import { invite } from './session/invite.operation';
import { get } from './result/get.operation';
import { wait } from './result/wait.operation';
import { download } from './media/download.operation';
import { downloadAll } from './media/downloadAll.operation';
import { getDocumentFacePhoto } from './media/getDocumentFacePhoto.operation';
import { getVideoCallShots } from './media/getVideoCallShots.operation';
import { getVideoCallVideos } from './media/getVideoCallVideos.operation';
import { compareFaces } from './processing/compareFaces.operation';
import { readDocument } from './processing/readDocument.operation';
import { getMonitored } from './screening/getMonitored.operation';
import { getPersonDetails } from './screening/getPersonDetails.operation';
import { monitor } from './screening/monitor.operation';
import { searchPerson } from './screening/searchPerson.operation';
import { stopMonitoring } from './screening/stopMonitoring.operation';
import { sessionPdf } from './export/sessionPdf.operation';
import { check } from './account/check.operation';

/**
 * Every operation, by the values of the parameters `resource` and `operation`. In the order of the panel and
 * of n8n's list of actions: what most people need comes first.
 */
export const resources: Record<string, Resource> = {
	session: {
		option: { name: 'Session', description: 'Create, track and delete verification sessions' },
		default: 'create',
		operations: {
			create,
			delete: deleteSession,
			getActivities,
			getConfigSteps,
			getStatistics,
			invite,
		},
	},
	result: {
		option: { name: 'Result', description: 'The outcome of a session and the data of the person' },
		default: 'get',
		operations: { get, wait },
	},
	media: {
		option: { name: 'Media', description: 'Pictures and videos of a session' },
		hideFromAgents: true,
		default: 'download',
		operations: {
			download,
			downloadAll,
			getDocumentFacePhoto,
			getVideoCallShots,
			getVideoCallVideos,
		},
	},
	processing: {
		option: {
			name: 'Image Processing',
			description: 'Read documents and compare faces without a session',
		},
		hideFromAgents: true,
		default: 'readDocument',
		operations: { compareFaces, readDocument },
	},
	screening: {
		option: {
			name: 'Screening',
			description: 'Check people against sanctions and PEP lists, once or continuously',
		},
		default: 'searchPerson',
		operations: {
			getMonitored,
			getPersonDetails,
			monitor,
			searchPerson,
			stopMonitoring,
		},
	},
	export: {
		option: { name: 'Export', description: 'The report of a session as a file' },
		hideFromAgents: true,
		default: 'sessionPdf',
		operations: { sessionPdf },
	},
	account: {
		option: {
			name: 'Account',
			description: 'What your account can use, and whether it responds as expected',
		},
		default: 'check',
		operations: { check },
	},
};

/** The panel's fields: the choice of a resource and of its operation, and the fields of each operation. */
export const resourceFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'session',
		options: Object.entries(resources).map(([value, resource]) => choice(value, resource)),
	},
	...Object.entries(resources).flatMap(([name, resource]) => fieldsOfResource(name, resource)),
];

/** An entry of a list in the panel. */
function choice(
	value: string,
	{ option, hideFromAgents }: Pick<Operation | Resource, 'option' | 'hideFromAgents'>,
): INodePropertyOptions {
	return {
		...option,
		value,
		...(hideFromAgents && { displayOptions: { hide: { '@tool': [true] } } }),
	};
}

function fieldsOfResource(
	resource: string,
	{ default: first, operations }: Resource,
): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			default: first,
			options: Object.entries(operations).map(([value, operation]) => choice(value, operation)),
		},
		...Object.entries(operations).flatMap(([name, { fields }]) => shownFor(resource, name, fields)),
	];
}

/** The fields, shown only when this operation is chosen. */
function shownFor(
	resource: string,
	operation: string,
	fields: Operation['fields'],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] },
		},
	}));
}
