import type { endpoints } from '../../../api/endpoints';

const DOWNLOAD = 'Media: Download';
const READ_DOCUMENT = 'Image Processing: Read Document';

/** The operation that uses an endpoint, as the panel names it: the resource, then the operation. */
export const operationNames: Record<keyof typeof endpoints, string> = {
	createSession: 'Session: Create',
	deleteSession: 'Session: Delete',
	listSessionActivities: 'Session: Get Activities',
	getSessionStatistics: 'Session: Get Statistics',
	getSessionConfigSteps: 'Session: Get Config Steps',
	getResult: 'Result: Get',
	getCardFront: DOWNLOAD,
	getCardBack: DOWNLOAD,
	getPassport: DOWNLOAD,
	getFace: DOWNLOAD,
	getFaceVideo: DOWNLOAD,
	getFaceDocument: DOWNLOAD,
	getGeneralDocument: DOWNLOAD,
	getDocumentFacePhoto: 'Media: Get Document Face Photo',
	getVideoCallShots: 'Media: Get Video Call Shots',
	getVideoCallVideos: 'Media: Get Video Call Videos',
	readCardFront: READ_DOCUMENT,
	readCardBack: READ_DOCUMENT,
	readLicenseFront: READ_DOCUMENT,
	readLicenseBack: READ_DOCUMENT,
	readResidenceFront: READ_DOCUMENT,
	readResidenceBack: READ_DOCUMENT,
	readPassport: READ_DOCUMENT,
	compareFaces: 'Image Processing: Compare Faces',
	searchScreeningPerson: 'Screening: Search Person',
	getScreeningPersonDetails: 'Screening: Get Person Details',
	monitorScreeningQuery: 'Screening: Monitor',
	removeScreeningQueryFromMonitoring: 'Screening: Stop Monitoring',
	listScreeningMonitoringRecords: 'Screening: Get Monitored',
	exportSessionAsPdf: 'Export: Session PDF',
};
