// Finding the compiled form of a module, whatever the folders above it are called.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compiledUrl } from './compiled-url.js';

const root = new URL('../../', import.meta.url).href;

test('a source module leads to its compiled file, given absolutely or relative to another module', () => {
  expect(compiledUrl(`${root}src/adapters/sqlite/thread.ts`).href).toBe(`${root}dist/adapters/sqlite/thread.js`);
  expect(compiledUrl('./thread.js', `${root}src/adapters/sqlite/database.ts`).href).toBe(
    `${root}dist/adapters/sqlite/thread.js`,
  );
});

test('modules outside the code folder are left as they are, also under a folder called src', () => {
  for (const url of ['file:///usr/src/app/units.mjs', `${root}test/support/units/ledger.mjs`, `${root}test/src/a.ts`]) {
    expect(compiledUrl(url).href).toBe(url);
  }
});

test('the compiled form leaves compiled modules alone, wherever the package lies', async () => {
  const compiled = (await import(fileURLToPath(new URL('../../dist/kernel/compiled-url.js', import.meta.url)))) as {
    compiledUrl: typeof compiledUrl;
  };
  const thread = `${root}dist/adapters/sqlite/thread.js`;
  expect(compiled.compiledUrl(thread).href).toBe(thread);
  expect(compiled.compiledUrl('file:///usr/src/app/dist/a.js').href).toBe('file:///usr/src/app/dist/a.js');
});
