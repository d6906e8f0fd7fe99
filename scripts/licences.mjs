// Checks that everything installed may be passed on with an Apache-2.0 program: permissive licences, and named exceptions with a
// reason. `npm run licences` prints how many packages have which licence.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDependencies, readJson, root } from './dependencies.mjs';

const permissive = new Set([
  '0BSD',
  'AFL-2.1',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1', // fonts, passed on as they are
  'Python-2.0',
  'Unicode-3.0', // data
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Package → the licence it has and why that will do. A package whose licence changes is no longer covered. */
const exceptions = [
  [
    /^@img\/sharp-(libvips-|win32-|wasm32)/,
    /LGPL-3\.0-or-later/,
    'libvips as a shared library of its own, which may be exchanged',
  ],
  [/^(axe-core|lightningcss(-.*)?)$/, /^MPL-2\.0$/, 'used while building and testing only; no file of it is passed on'],
  [/^sax$/, /^BSD$/, 'BSD-2-Clause by its LICENSE file; a test client’s'],
  [/^xml2js$/, /^$/, 'MIT by its LICENSE file; a test client’s'],
];

/** Whether an SPDX expression can be met with permissive licences alone. */
export function isPermissive(expression) {
  const text = expression.replace(/^\((.*)\)$/, '$1').trim();
  if (/\sOR\s/.test(text)) return text.split(/\s+OR\s+/).some(isPermissive);
  if (/\sAND\s/.test(text)) return text.split(/\s+AND\s+/).every(isPermissive);
  return permissive.has(text);
}

/** @returns {{ counts: Map<string, number>, problems: string[] }} */
export function checkLicences(dependencies = readDependencies()) {
  const counts = new Map();
  const problems = [];
  for (const { path, name, version, licence, dev } of dependencies) {
    const said = licence ?? '';
    counts.set(said, (counts.get(said) ?? 0) + 1);
    const exception = exceptions.find(([names, licences]) => names.test(name) && licences.test(said));
    // What is built or tested with only is not passed on: MPL and the like would do there, but not without a word about it.
    if (!isPermissive(said) && exception === undefined) {
      problems.push(`${name} ${version}${dev ? ' (development)' : ''}: "${said}" is not a licence we pass on`);
    }
    const manifest = join(path, 'package.json');
    if (!existsSync(join(root, manifest))) continue;
    const { license, licenses } = readJson(manifest);
    const installed =
      typeof license === 'string' ? license : (license?.type ?? licenses?.map?.(({ type }) => type).join(' OR '));
    if (licence !== null && installed !== undefined && installed !== licence) {
      problems.push(`${name} ${version}: package-lock.json says "${licence}", the package itself "${installed}"`);
    }
  }
  return { counts, problems };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { counts, problems } = checkLicences();
  for (const [licence, count] of [...counts].sort(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(4)}  ${licence || '(none said)'}`);
  for (const [, , reason] of exceptions) console.log(`      exception: ${reason}`);
  for (const problem of problems) console.error(`✗ ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
