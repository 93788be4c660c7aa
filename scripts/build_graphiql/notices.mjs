// The licence of every package whose code is in the bundle, for the NOTICE file beside it.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export async function collectNotices(metafiles) {
  const folders = new Set();
  for (const metafile of metafiles) {
    for (const input of Object.keys(metafile.inputs)) {
      const folder = packageFolder(input);
      if (folder) folders.add(folder);
    }
  }
  const notices = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    notices.set(`${name} ${version}`, `${name} ${version} (${license ?? 'see below'})\n\n${await licenceText(folder)}`);
  }
  const head = 'The files in this folder are built from these packages, each under its own licence.\n';
  const fonts = await readFile('font_licences.txt', 'utf8');
  return [head, ...notices.values(), fonts].join(`\n${'-'.repeat(78)}\n\n`);
}

function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

async function licenceText(folder) {
  const files = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|thirdpartynotices)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  if (!texts.length) return 'The package holds no licence file; its package.json names the licence above.\n';
  return texts.map((text) => text.trim().replaceAll('\r\n', '\n')).join('\n\n') + '\n';
}
