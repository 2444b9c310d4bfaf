// Bundles what the pages need from npm into web/static/vendor.
//
// Every file in entries/ becomes one file of the same name there: a .js entry an ES module
// (what two entries share is split off into chunks/), a .css entry a style sheet with its
// fonts. The licences of all packages that came along are laid beside them.

import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'static', 'vendor');
const fresh = `${target}.new`;

const entries = (await readdir(join(here, 'entries')))
  .filter((name) => /\.(js|css)$/.test(name))
  .sort();

await rm(fresh, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => join('entries', name)),
  outdir: fresh,
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'files/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  charset: 'utf8',
  target: 'es2022',
  legalComments: 'none',
  loader: Object.fromEntries(
    ['.eot', '.svg', '.ttf', '.woff', '.woff2'].map((ending) => [ending, 'file']),
  ),
  metafile: true,
  logLevel: 'warning',
});

const packages = new Set(
  Object.keys(metafile.inputs)
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter(Boolean),
);

await mkdir(join(fresh, 'licences'), { recursive: true });

for (const name of packages) {
  const folder = join(here, 'node_modules', name);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));

  if (licence) {
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.txt`;
    await cp(join(folder, licence), join(fresh, 'licences', file));
  }
}

// The pages see the old files or the new ones, never half of them.
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
