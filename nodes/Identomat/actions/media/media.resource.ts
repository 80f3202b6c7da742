import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { download } from './download.operation';
import { downloadAll } from './downloadAll.operation';
import { getDocumentFacePhoto } from './getDocumentFacePhoto.operation';
import { getVideoCallShots } from './getVideoCallShots.operation';
import { getVideoCallVideos } from './getVideoCallVideos.operation';

export const operations: Record<string, Operation> = {
	download,
	downloadAll,
	getDocumentFacePhoto,
	getVideoCallShots,
	getVideoCallVideos,
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['media'] } },
		default: 'download',
		options: [
			{
				name: 'Download',
				value: 'download',
				description: 'Download one picture or video of a session, such as the card front',
				action: 'Download a file of a session',
			},
			{
				name: 'Download All',
				value: 'downloadAll',
				description: 'Download all pictures and videos that a session has',
				action: 'Download all files of a session',
			},
			{
				name: 'Get Document Face Photo',
				value: 'getDocumentFacePhoto',
				description: 'Get the photo of the face that is printed on the main document',
				action: 'Get the face photo from the document',
			},
			{
				name: 'Get Video Call Shots',
				value: 'getVideoCallShots',
				description: 'Get the pictures taken during a video call with an operator',
				action: 'Get the shots of a video call',
			},
			{
				name: 'Get Video Call Videos',
				value: 'getVideoCallVideos',
				description: 'Get the recordings of a video call with an operator',
				action: 'Get the videos of a video call',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
