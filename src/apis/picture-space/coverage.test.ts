import { describe, expect, it } from 'vitest';
import { coverage } from './coverage.js';

describe('coverage', () => {
  it('names each operation once, and a reason for whatever is not whole', () => {
    expect(new Set(coverage.map(({ method, path }) => `${method} ${path}`)).size).toBe(coverage.length);
    for (const { path, status, note } of coverage) {
      if (status !== 'supported') expect([path, note]).toEqual([path, expect.any(String)]);
    }
  });
});
