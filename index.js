'use strict';

// n8n finds nodes and credentials through the "n8n" section of package.json; this file is for
// programs that load the package by its name.
const { IdentomatApi } = require('./dist/credentials/IdentomatApi.credentials.js');
const {
	IdentomatSessionListApi,
} = require('./dist/credentials/IdentomatSessionListApi.credentials.js');
const { Identomat } = require('./dist/nodes/Identomat/Identomat.node.js');
const {
	IdentomatCallbackTrigger,
} = require('./dist/nodes/IdentomatCallbackTrigger/IdentomatCallbackTrigger.node.js');
const { IdentomatTrigger } = require('./dist/nodes/IdentomatTrigger/IdentomatTrigger.node.js');

module.exports = {
	Identomat,
	IdentomatTrigger,
	IdentomatCallbackTrigger,
	IdentomatApi,
	IdentomatSessionListApi,
};
