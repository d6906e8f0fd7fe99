// What this program is made of: licences that let it be passed on, and a bill of materials that names every part.
import { describe, expect, it } from 'vitest';
import { readDependencies } from '../../scripts/dependencies.mjs';
import { checkLicences, isPermissive } from '../../scripts/licences.mjs';
import { makeSbom } from '../../scripts/sbom.mjs';

describe('licences', () => {
  it('of everything installed let it be passed on', () => {
    expect(checkLicences().problems).toEqual([]);
  });

  it('that do not are found, also in an expression, also of a package for development', () => {
    for (const text of ['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND OFL-1.1']) expect(isPermissive(text), text).toBe(true);
    for (const text of ['GPL-3.0-only', 'MIT AND GPL-2.0-only', 'UNLICENSED', ''])
      expect(isPermissive(text), text).toBe(false);
    const [some] = readDependencies();
    if (some === undefined) throw new Error('there are packages');
    for (const licence of ['AGPL-3.0-only', null]) {
      const { problems } = checkLicences([{ ...some, path: 'node_modules/none', name: 'none', licence, dev: true }]);
      expect(problems).toHaveLength(1);
    }
    expect(checkLicences([{ ...some, path: 'x', name: 'axe-core', licence: 'SSPL-1.0' }]).problems).toHaveLength(1);
  });
});

describe('the bill of materials', () => {
  it('names every package a server needs, with checksum and licence, and what needs it; the same each time', () => {
    const { components, dependencies } = makeSbom();
    expect(makeSbom()).toEqual(makeSbom());
    const refs = new Set(components.map((each) => each['bom-ref']));
    expect(refs.size).toBe(components.length);
    for (const { name, hashes, licenses } of components) {
      expect(hashes?.[0]?.content, name).toMatch(/^[0-9a-f]{64,128}$/);
      expect(licenses, name).toHaveLength(1);
    }
    for (const { dependsOn } of dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['fastify', 'better-sqlite3', 'pg', 'aws4fetch', 'u2netp']));
    expect(names).not.toContain('vitest');
  });
});
