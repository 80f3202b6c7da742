/** A folder with another n8n-core and its n8n-workflow, to run the tests in. */
const { N8N_CORE_FOLDER } = process.env;

/** Jest looks up any other global of a test file with a function call, which loops feel. */
const fastGlobals = 'Array Buffer Date Error JSON Map Math Number Object Promise Set String'.split(
	' ',
);

const common = {
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
	},
	testEnvironment: 'node',
	moduleNameMapper: N8N_CORE_FOLDER
		? { '^(n8n-core|n8n-workflow)$': `${N8N_CORE_FOLDER}/node_modules/$1` }
		: {},
};

module.exports = {
	projects: [
		{
			...common,
			displayName: 'package',
			runtime: '<rootDir>/test/jest/sharedPackages.js',
			testEnvironment: '<rootDir>/test/jest/environment.js',
			sandboxInjectedGlobals: fastGlobals,
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: ['<rootDir>/test/(e2e|queue)/'],
		},
		{ ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
		{ ...common, displayName: 'queue', testMatch: ['<rootDir>/test/queue/**/*.test.ts'] },
	],
};
