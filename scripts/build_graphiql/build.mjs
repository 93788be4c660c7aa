// Builds the query page into the folder given as the first argument: hashed, minified, gzipped, and index.html.
import { build } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collectNotices } from './notices.mjs';

const target = process.argv[2];
const PUBLIC_PATH = '/explorer/';
const WORKERS = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  target: ['es2022'],
  outdir: target,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: PUBLIC_PATH,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'file', '.woff2': 'file' },
  logLevel: 'warning',
};

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

const workers = await build({ ...shared, entryPoints: WORKERS, format: 'iife' });
const page = await build({
  ...shared,
  entryPoints: { page: 'page.jsx' },
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  define: { ...shared.define, WORKER_URLS: JSON.stringify(urlsOfWorkers(workers.metafile)) },
});

const [pageFile, pageOutput] = Object.entries(page.metafile.outputs).find(([, output]) => output.entryPoint === 'page.jsx');
await writeFile(join(target, 'index.html'), indexHtml(urlOf(pageFile), urlOf(pageOutput.cssBundle)));
await pack();
await writeFile(join(target, 'NOTICE'), await collectNotices([workers.metafile, page.metafile]));

function urlOf(file) {
  return PUBLIC_PATH + basename(file);
}

function urlsOfWorkers(metafile) {
  const entries = Object.entries(WORKERS);
  return Object.fromEntries(
    Object.entries(metafile.outputs).map(([file, { entryPoint }]) => [
      entries.find(([, path]) => entryPoint.endsWith(path))[0],
      urlOf(file),
    ]),
  );
}

function indexHtml(script, style) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>GraphQL explorer</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${style}">
    <script type="module" src="${script}"></script>
  </head>
  <body>
    <div id="explorer">Loading the explorer ...</div>
    <noscript>The explorer needs JavaScript. The endpoint is /graphql.</noscript>
  </body>
</html>
`;
}

async function pack() {
  for (const name of await readdir(target)) {
    if (name === 'index.html') continue;
    const path = join(target, name);
    await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
    await rm(path);
  }
}
