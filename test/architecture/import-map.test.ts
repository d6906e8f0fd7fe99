import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.js';

/** Folder → folders its files may import from. ARCHITECTURE.md prints the same table. */
const map: Record<string, readonly string[]> = {
  kernel: [],
  engines: ['kernel'],
  ports: ['kernel'],
  domain: ['kernel', 'ports'],
  adapters: ['kernel', 'ports', 'engines'],
  http: ['kernel'],
  apis: ['kernel', 'http', 'domain'],
  pages: ['kernel', 'http', 'domain'],
  worker: ['kernel', 'ports', 'domain'],
};
/** Imports that only name types and leave no trace after compilation. */
const typesToo: Record<string, readonly string[]> = { ports: ['engines'], domain: ['engines'] };
/** The composition root, the commands and the test API know everything. */
const rootFiles = ['main.ts', 'wiring.ts', 'sandbox.ts', 'settings.ts'];

const files = sourceFiles().filter((file) => !file.isTest);
const top = (path: string): string => path.split('/')[0] ?? '';
const second = (path: string): string => path.split('/').slice(0, 2).join('/');

function violations(file: SourceFile): string[] {
  const folder = top(file.path);
  if (
    folder === 'commands' ||
    folder === 'testing' ||
    folder === 'wiring' ||
    folder === 'sandbox' ||
    rootFiles.includes(file.path)
  )
    return [];
  const allowed = map[folder];
  if (allowed === undefined) return [`${file.path}: the folder src/${folder} is not in the map`];
  const found: string[] = [];
  for (const { target, own, typeOnly } of file.imports) {
    if (!own) continue;
    const to = top(target);
    const permitted = to === folder || allowed.includes(to) || (typeOnly && typesToo[folder]?.includes(to));
    if (!permitted) {
      found.push(
        `${file.path} imports ${target}; src/${folder} may import: ${[...allowed, `types of ${typesToo[folder] ?? 'nothing else'}`].join(', ')}`,
      );
    }
    if (to === 'domain' && second(target) !== second(file.path) && !target.endsWith('/index.ts')) {
      found.push(`${file.path} imports ${target}; other domains are imported through their index.ts only`);
    }
    const betweenRooms =
      folder === 'apis' && to === 'apis' && file.path.split('/').length > 2 && second(target) !== second(file.path);
    if (betweenRooms && target !== 'apis/room.ts') {
      found.push(`${file.path} imports ${target}; a room imports itself and apis/room.ts, never another room`);
    }
    const betweenEngines = folder === 'engines' && to === 'engines' && second(target) !== second(file.path);
    if (betweenEngines && !target.endsWith('/index.ts')) {
      found.push(`${file.path} imports ${target}; another engine is imported through its index.ts only`);
    }
  }
  return found;
}

function cycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of edges.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found) return found;
    }
    done.add(node);
    return null;
  };
  for (const node of edges.keys()) {
    const found = visit(node, []);
    if (found) return found;
  }
  return null;
}

describe('the import map', () => {
  it('every file imports only from the folders its own folder may know', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  it('domains do not import each other in a circle', () => {
    const edges = new Map<string, Set<string>>();
    for (const file of files.filter(({ path }) => path.startsWith('domain/'))) {
      const from = second(file.path);
      const targets = edges.get(from) ?? new Set<string>();
      for (const { target, own } of file.imports) {
        if (own && target.startsWith('domain/') && second(target) !== from) targets.add(second(target));
      }
      edges.set(from, targets);
    }
    expect(cycle(edges)).toBeNull();
  });

  it('only http, the rooms and the pages touch the web framework', () => {
    const offenders = files
      .filter(({ path }) => !/^(http|apis|pages)\//.test(path))
      .filter(({ imports }) => imports.some(({ target }) => target === 'fastify' || target.startsWith('@fastify/')));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('the environment is read in settings files and by the commands that start the program only', () => {
    const offenders = files.filter(
      ({ path, text }) =>
        /process\.env\b/.test(text) && !/(^|\/)settings\.ts$/.test(path) && !path.startsWith('commands/'),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('SQL stands in store files, in migrations and in the database adapters only', () => {
    const statement = /['"`]\s*(SELECT\s|INSERT INTO\s|UPDATE \w+ SET\s|DELETE FROM\s)/;
    const offenders = files.filter(
      ({ path, text }) =>
        statement.test(text) && !/(^|\/)store\.ts$/.test(path) && !/^adapters\/(sqlite|postgres)\//.test(path),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('nothing but the clock itself asks the machine for the time to decide something', () => {
    // The age of abandoned temporary files is the file system's own time; the rooms' demo clients stand outside the server.
    const allowed = /^(kernel\/clock\.ts|adapters\/disk-blobs\/blobs\.ts|apis\/[^/]+\/demo\/client\.ts)$/;
    const offenders = files.filter(
      ({ path, text }) => /\bDate\.now\(\)|new Date\(\)/.test(text) && !allowed.test(path),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('every source file opens with a comment that says what it is for', () => {
    expect(
      files.filter(({ text }) => !text.startsWith('//') && !text.startsWith('#!')).map(({ path }) => path),
    ).toEqual([]);
  });
});
