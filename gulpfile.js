const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');

const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { n8n } = require('./package.json');

/** The files that n8n loads: all else is bundled into them, except what n8n itself provides. */
const entryPoints = [...n8n.credentials, ...n8n.nodes].map((file) =>
	file.replace(/^dist\/(.*)\.js$/, '$1.ts'),
);

const clean = () => rm('dist', { recursive: true, force: true });

const typeCheck = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const bundle = () =>
	esbuild.build({
		entryPoints,
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		external: ['n8n-workflow'],
		logLevel: 'warning',
	});

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

const nodeAssets = () =>
	src(['nodes/*/*.node.json', 'nodes/*/__schema__/**/*.json'], { base: '.' }).pipe(dest('dist'));

/** The build without the type check: what a start of the package needs, in a second. */
const assemble = series(clean, parallel(bundle, icons, nodeAssets));

exports.assemble = assemble;
exports.build = series(typeCheck, assemble);
exports.default = exports.build;
