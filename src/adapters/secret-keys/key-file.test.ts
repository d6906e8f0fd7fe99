import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openKeyFile } from './key-file.js';
import { readSecretKeys } from './settings.js';

describe('the key file', () => {
  it('is made at the first start for its owner only, by whoever comes first, and stays', async () => {
    const folder = join(temporaryFolder(), 'data');
    const path = join(folder, 'secret.key');
    const files = await Promise.all(Array.from({ length: 5 }, () => openKeyFile(path, randomBytes)));
    expect(new Set(files.map((file) => file.keys()[0]?.id)).size).toBe(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret.key']);
  });

  it('gets a new current key, which others who have it open see, and can drop the older ones', async () => {
    const path = join(temporaryFolder(), 'secret.key');
    const [mine, theirs] = [await openKeyFile(path, randomBytes), await openKeyFile(path, randomBytes)];
    const [old] = theirs.keys();
    const added = await mine.add();
    expect(theirs.keys().map(({ id }) => id)).toEqual([added.id, old?.id]);
    await mine.keepCurrent();
    expect(theirs.keys().map(({ id }) => id)).toEqual([added.id]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('that is spoilt is an error that shows nothing of it', async () => {
    const path = join(temporaryFolder(), 'secret.key');
    writeFileSync(path, 'half-a-key\n');
    const failure = await openKeyFile(path, randomBytes).catch((error: unknown) => String(error));
    expect(failure).toContain('key 1 is not 64 hexadecimal digits');
    expect(failure).not.toContain('half-a-key');
  });
});

describe('TUQUAN_SECRET_KEY', () => {
  it('is one key or several, the current one first; a wrong one is refused unseen', () => {
    expect(readSecretKeys({})).toBeNull();
    expect(readSecretKeys({ TUQUAN_SECRET_KEY: `${'ab'.repeat(32)}, ${'cd'.repeat(32)}` })).toHaveLength(2);
    expect(() => readSecretKeys({ TUQUAN_SECRET_KEY: `${'ab'.repeat(32)},password` })).toThrow('key 2');
    expect(() => readSecretKeys({ TUQUAN_SECRET_KEY: 'password' })).not.toThrow(/password/);
  });
});
