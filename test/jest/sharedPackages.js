const { createRequire, isBuiltin } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Does a file import this name from `node_modules`? */
const isPackage = (name) => !/^([./]|@jest\/globals$)/.test(name) && !isBuiltin(name);

/**
 * Jest's runtime, except that Node.js itself loads packages, once per worker. Otherwise each test file would
 * load n8n's engine anew, which takes five seconds. Only our own modules are loaded for each test file, and
 * only they can be mocked.
 */
module.exports = class extends Runtime {
	constructor(config, ...others) {
		super(config, ...others);
		this.nameMapper = config.moduleNameMapper;
	}

	requireModuleOrMock(from, name) {
		if (!isPackage(name)) return super.requireModuleOrMock(from, name);
		const [pattern, target] = this.nameMapper.find(([regex]) => name.match(regex)) ?? [];
		return createRequire(from)(pattern ? name.replace(new RegExp(pattern), target) : name);
	}
};
