const { spawn } = require('node:child_process');
const { mkdir, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, relative } = require('node:path');
const { Transform } = require('node:stream');

const acorn = require('acorn');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { n8n } = require('./package.json');

/** The files that n8n loads, and the class that it wants from each. */
const entryPoints = [...n8n.credentials, ...n8n.nodes].map((file) => ({
	file,
	source: file.replace(/^dist\/(.*)\.js$/, './$1.ts'),
	className: basename(file).split('.')[0],
}));

/** All code that is not n8n's, so that what the nodes share is there once. */
const BUNDLE = 'dist/bundle.js';

const clean = () => rm('dist', { recursive: true, force: true });

const typeCheck = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

const bundle = async () => {
	const { metafile, outputFiles } = await esbuild.build({
		stdin: {
			contents: entryPoints.map(({ source }) => `export * from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		outfile: BUNDLE,
		bundle: true,
		platform: 'node',
		target: 'node20',
		// Node 20 knows all that are used: they stay as they are.
		supported: { 'regexp-unicode-property-escapes': true },
		format: 'cjs',
		// Georgian and Cyrillic texts as they read, not as escapes.
		charset: 'utf8',
		external: ['n8n-workflow'],
		logLevel: 'warning',
		metafile: true,
		write: false,
	});
	await mkdir(dirname(BUNDLE), { recursive: true });
	await writeFile(BUNDLE, withoutComments(outputFiles[0].text));
	const licenses = await Promise.all(bundledPackages(metafile).map(licenseOf));
	await writeFile('dist/LICENSES.txt', licenses.join('\n\n'));
};

/**
 * The code without comments: esbuild keeps some, such as those in classes, and has no setting for it that
 * leaves the lines as they are.
 */
const withoutComments = (code) => {
	const comments = [];
	acorn.parse(code, { ecmaVersion: 'latest', onComment: comments });
	const kept = [];
	let from = 0;
	for (const { start, end } of comments) {
		const lineStart = code.lastIndexOf('\n', start) + 1;
		const hasOwnLine = code[end] === '\n' && code.slice(lineStart, start).trim() === '';
		kept.push(code.slice(from, hasOwnLine ? lineStart : start));
		from = hasOwnLine || code[end] === ' ' ? end + 1 : end;
	}
	return kept.concat(code.slice(from)).join('');
};

/** The folders of the packages that something is bundled of. */
const bundledPackages = ({ inputs }) => {
	const folders = Object.keys(inputs).map(
		(path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
	);
	return [...new Set(folders)].filter(Boolean).sort();
};

/** The license of a package, which must travel with every copy; without one the build ends. */
const licenseOf = async (folder) => {
	const { name, version } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
	const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
	if (!file) throw new Error(`${name} is bundled, but has no license file`);
	return `${name} ${version}\n\n${(await readFile(`${folder}/${file}`, 'utf8')).trim()}\n`;
};

const writeEntryPoints = () =>
	Promise.all(
		entryPoints.map(async ({ file, className }) => {
			await mkdir(dirname(file), { recursive: true });
			const path = relative(dirname(file), BUNDLE);
			const code = `exports.${className} = require('${path}').${className};`;
			await writeFile(file, `'use strict';\n\n${code}\n`);
		}),
	);

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

const minifyJson = () =>
	new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			file.contents = Buffer.from(JSON.stringify(JSON.parse(String(file.contents))));
			done(undefined, file);
		},
	});

const nodeAssets = () =>
	src(['nodes/*/*.node.json', 'nodes/*/__schema__/**/*.json'], { base: '.' })
		.pipe(minifyJson())
		.pipe(dest('dist'));

/** The build without the type check: what a start of the package needs, in a second. */
const assemble = series(clean, parallel(bundle, writeEntryPoints, icons, nodeAssets));

exports.assemble = assemble;
exports.build = series(typeCheck, assemble);
exports.default = exports.build;
