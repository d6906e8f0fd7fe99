// The gateway's signature: sorted names and values between two secrets (md5), or under a keyed hash. Spec §3.
// Must not know where parameters come from; files never belong to them.
import { createHash, createHmac } from 'node:crypto';
import { same } from '../auth.js';
import type { Values } from '../operations/fields.js';

const methods: Readonly<Record<string, (secret: string, text: string) => string>> = {
  md5: (secret, text) => createHash('md5').update(`${secret}${text}${secret}`, 'utf8').digest('hex'),
  hmac: (secret, text) => createHmac('md5', secret).update(text, 'utf8').digest('hex'),
  'hmac-sha256': (secret, text) => createHmac('sha256', secret).update(text, 'utf8').digest('hex'),
};

export const isSignMethod = (name: string): boolean => Object.hasOwn(methods, name);

type Keep = (value: string) => boolean;

/** Names in the order of their UTF-8 bytes. */
const inByteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Upper-case hexadecimal. `keep` says which values take part. */
export function signatureOf(values: Values, secret: string, method: string, keep: Keep = () => true): string {
  const sign = methods[method];
  if (sign === undefined) throw new Error(`no such sign_method: ${method}`);
  let text = '';
  for (const name of [...values.keys()].sort(inByteOrder)) {
    const value = values.get(name) ?? '';
    if (name !== 'sign' && keep(value)) text += name + value;
  }
  return sign(secret, text).toUpperCase();
}

/** Client libraries differ in what they leave out: PHP keeps empty values and skips ones that begin with @, Java skips empty ones. */
const customs: readonly Keep[] = [
  () => true,
  (value) => value !== '',
  (value) => !value.startsWith('@'),
  (value) => value !== '' && !value.startsWith('@'),
];

export function isSigned(values: Values, secret: string, method: string): boolean {
  const sent = (values.get('sign') ?? '').toUpperCase();
  return customs.some((keep) => same(signatureOf(values, secret, method, keep), sent));
}
