import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox, type SecretKey, secretKey } from './secret-box.js';

const key = (byte: number): SecretKey => secretKey(Buffer.alloc(32, byte));
const boxOf = (...keys: SecretKey[]) => createSecretBox(() => keys, randomBytes);

describe('a secret box', () => {
  it('gives back what it sealed, differently sealed each time, in its own place only', () => {
    const box = boxOf(key(1));
    const sealed = box.seal('密钥 secret', 'row 1');
    expect(sealed).toMatch(/^enc1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
    expect(sealed.startsWith(box.prefix())).toBe(true);
    expect(box.open(sealed, 'row 1')).toBe('密钥 secret');
    expect(box.seal('密钥 secret', 'row 1')).not.toBe(sealed);
    expect(() => box.open(sealed, 'row 2')).toThrow('altered, or moved');
  });

  it('notices every altered byte', () => {
    const box = boxOf(key(1));
    const sealed = box.seal('secret', 'row');
    const [version, id, nonce = '', text = ''] = sealed.split('.');
    const flip = (part: string, at: number): string => {
      const bytes = Buffer.from(part, 'base64url');
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes.toString('base64url');
    };
    for (let at = 0; at < 12; at++)
      expect(() => box.open(`${version}.${id}.${flip(nonce, at)}.${text}`, 'row')).toThrow();
    for (let at = 0; at < 22; at++)
      expect(() => box.open(`${version}.${id}.${nonce}.${flip(text, at)}`, 'row')).toThrow();
    // A tag that is cut short could be guessed.
    expect(() => box.open(`${version}.${id}.${nonce}.${flip(text, 0).slice(0, 8)}`, 'row')).toThrow();
  });

  it('opens what older keys sealed, seals with the first, and names a key that is not there', () => {
    const old = boxOf(key(1)).seal('secret', 'row');
    const both = boxOf(key(2), key(1));
    expect(both.open(old, 'row')).toBe('secret');
    expect(both.seal('x', 'row').startsWith(boxOf(key(2)).prefix())).toBe(true);
    expect(() => boxOf(key(2)).open(old, 'row')).toThrow(key(1).id);
    expect(both.open('never sealed', 'row')).toBe('never sealed');
  });

  it('has a digest for finding, which differs by key and by place and tells nothing without the key', () => {
    const both = boxOf(key(2), key(1));
    expect(both.digests('secret', 'p')).toEqual([
      ...boxOf(key(2)).digests('secret', 'p'),
      ...boxOf(key(1)).digests('secret', 'p'),
    ]);
    expect(new Set([...both.digests('secret', 'p'), ...both.digests('secret', 'q')]).size).toBe(4);
  });

  it('takes keys of 32 bytes only', () => {
    expect(() => secretKey(Buffer.alloc(31))).toThrow('32 bytes');
  });
});
