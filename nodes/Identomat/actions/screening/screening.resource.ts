import type { Resource } from '../operation';
import { getMonitored } from './getMonitored.operation';
import { getPersonDetails } from './getPersonDetails.operation';
import { monitor } from './monitor.operation';
import { searchPerson } from './searchPerson.operation';
import { stopMonitoring } from './stopMonitoring.operation';

export const screening: Resource = {
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
};
