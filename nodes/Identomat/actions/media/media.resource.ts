import type { Resource } from '../operation';
import { download } from './download.operation';
import { downloadAll } from './downloadAll.operation';
import { getDocumentFacePhoto } from './getDocumentFacePhoto.operation';
import { getVideoCallShots } from './getVideoCallShots.operation';
import { getVideoCallVideos } from './getVideoCallVideos.operation';

export const media: Resource = {
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
};
