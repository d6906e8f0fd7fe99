// Cryptographic primitives, above all what they must refuse.
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSha256, openAes256Gcm, sealAes256Gcm, sha256Hex, signRsaSha256, verifyRsaSha256 } from './crypto.js';

describe('RSA signatures', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const message = Buffer.from('POST\n/v3/ä\n1\n{"a":"中"}\n');
  const signed = signRsaSha256(message, privateKey);

  test('a signature over the bytes verifies, made from bytes or from text', async () => {
    expect(verifyRsaSha256(message, await signed, publicKey)).toBe(true);
    expect(await signRsaSha256(message.toString(), privateKey)).toBe(await signed);
  });

  test('one changed byte of message or signature, or another key, does not verify', async () => {
    const signature = await signed;
    expect(verifyRsaSha256(Buffer.concat([message, Buffer.from(' ')]), signature, publicKey)).toBe(false);
    expect(verifyRsaSha256(Buffer.alloc(0), signature, publicKey)).toBe(false);
    const bytes = Buffer.from(signature, 'base64');
    for (const at of [0, 1, 127, 255]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(verifyRsaSha256(message, altered.toString('base64'), publicKey)).toBe(false);
    }
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(verifyRsaSha256(message, signature, other)).toBe(false);
  });

  test('the same signature in any other spelling is refused', async () => {
    const signature = await signed;
    const spellings = {
      'trailing characters': `${signature}AAAA`,
      'a trailing line break': `${signature}\n`,
      'a leading blank': ` ${signature}`,
      'a line break inside': `${signature.slice(0, 64)}\n${signature.slice(64)}`,
      'no padding': signature.replace(/=+$/, ''),
      'more padding': `${signature}=`,
      'the URL alphabet': signature.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
      'a foreign character inside': `${signature.slice(0, 10)}!${signature.slice(10)}`,
      'two signatures': `${signature},${signature}`,
      hexadecimal: Buffer.from(signature, 'base64').toString('hex'),
    };
    for (const [name, text] of Object.entries(spellings)) {
      expect([name, verifyRsaSha256(message, text, publicKey)]).toEqual([name, false]);
    }
  });

  test('unused bits set in the last character are refused: they decode to the same bytes', async () => {
    const signature = await signed;
    // 256 bytes end in "X=" + one more "=": the last letter before the padding holds four unused bits.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const at = signature.length - 3;
    const twin = `${signature.slice(0, at)}${alphabet[alphabet.indexOf(signature[at] ?? '') + 1]}==`;
    expect(Buffer.from(twin, 'base64')).toEqual(Buffer.from(signature, 'base64'));
    expect(verifyRsaSha256(message, twin, publicKey)).toBe(false);
  });

  test('signatures of the wrong length, empty or absurdly long, are false and no error', () => {
    for (const bytes of [0, 1, 128, 255, 257, 512, 100_000]) {
      expect(verifyRsaSha256(message, Buffer.alloc(bytes, 7).toString('base64'), publicKey)).toBe(false);
    }
    expect(verifyRsaSha256(message, '====', publicKey)).toBe(false);
  });

  test('any text is false and no error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(verifyRsaSha256(message, text, publicKey)).toBe(false);
      }),
    );
  });

  test('a key of another kind verifies nothing', async () => {
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(verifyRsaSha256(message, await signed, createPublicKey(elliptic.privateKey))).toBe(false);
  });
});

describe('authenticated encryption', () => {
  const key = 'k'.repeat(32);
  const nonce = 'n'.repeat(12);

  test('opens what it sealed, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, associated) => {
        const wellFormed = Buffer.from(plain).toString();
        expect(openAes256Gcm(sealAes256Gcm(wellFormed, key, nonce, associated), key, nonce, associated)).toBe(
          wellFormed,
        );
      }),
    );
  });

  test('matches a published vector (NIST GCM, 256-bit key, empty text)', () => {
    const zeros = '\0'.repeat(32);
    const sealed = Buffer.from(sealAes256Gcm('', zeros, '\0'.repeat(12), ''), 'base64');
    expect(sealed.toString('hex')).toBe('530f8afbc74536b9a963b4f1c4cb738b');
  });

  test('throws when anything does not belong together', () => {
    const sealed = sealAes256Gcm('secret', key, nonce, 'about');
    expect(() => openAes256Gcm(sealed, 'x'.repeat(32), nonce, 'about')).toThrow();
    expect(() => openAes256Gcm(sealed, key, 'x'.repeat(12), 'about')).toThrow();
    expect(() => openAes256Gcm(sealed, key, nonce, 'other')).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => openAes256Gcm(altered.toString('base64'), key, nonce, 'about')).toThrow();
    }
  });

  test('throws for anything shorter than a whole tag: a cut tag could be guessed', () => {
    for (let length = 0; length < 16; length += 1) {
      expect(() => openAes256Gcm(Buffer.alloc(length).toString('base64'), key, nonce, '')).toThrow();
    }
    // Four bytes of the right tag are not a tag.
    const tag = Buffer.from(sealAes256Gcm('', key, nonce, ''), 'base64');
    expect(() => openAes256Gcm(tag.subarray(0, 4).toString('base64'), key, nonce, '')).toThrow();
    expect(() => openAes256Gcm(tag.subarray(0, 8).toString('base64'), key, nonce, '')).toThrow();
  });
});

test('SHA-256 of text is that of its UTF-8 bytes, in lower-case hexadecimal', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('中')).toBe(sha256Hex(Buffer.from('中')));
});

test('an HMAC is the one of the standard library, whatever the lengths and characters of key and message', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'grapheme' }), (key, message) => {
      const mac = hmacSha256(key);
      for (const text of [message, '']) expect(mac(text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }),
  );
  const long = 'k'.repeat(64);
  for (const key of [long, `${long}k`])
    expect(hmacSha256(key)('m')).toBe(createHmac('sha256', key).update('m').digest('hex'));
});
