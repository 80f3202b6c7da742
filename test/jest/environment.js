const { TestEnvironment } = require('jest-environment-node');

/**
 * A test file has a realm of its own, while the packages share that of the worker (see sharedPackages.js).
 * n8n has only one realm, so these are the same in both: an error of n8n is an `Error`, and a clock that a test
 * sets is set for n8n, too.
 */
const SHARED = { Error, TypeError, SyntaxError, JSON, Date };

// n8n also asks `instanceof Array` of what a test file gives it.
Object.defineProperty(Array, Symbol.hasInstance, { value: Array.isArray });

module.exports = class extends TestEnvironment {
	constructor(...parameters) {
		super(...parameters);
		Object.assign(this.global, SHARED);
		// Otherwise n8n would not see where its engine keeps files.
		this.global.process.env = process.env;
	}
};
