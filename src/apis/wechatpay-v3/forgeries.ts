// Callbacks that a receiver must refuse: pay.weixin.qq.com wiki, "签名验证" and "签名探测流量". Each is wrong in one way.
// Must not send. They tell of a task that does not exist, so that whoever takes one does no harm.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { ServerKey } from '../../domain/accounts/index.js';
import type { Forgery } from '../../domain/delivery/index.js';
import type { Clock } from '../../kernel/clock.js';
import { signRsaSha256 } from '../../kernel/crypto.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import type { Mode } from './modes.js';
import { probeOf } from './signing.js';

/** Older than this (seconds) a callback must be refused: 5 minutes are allowed. */
const staleBySeconds = 600;

export function uuid4(random: RandomBytes): string {
  const bytes = random(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const inventedTask = (random: RandomBytes): object => ({
  brand_id: '0',
  task_id: `forged_${alphanumeric(12, random)}`,
  image_generation_type: 'COMBINE_IMAGE',
  task_state: 'FAILED',
});

export async function forgeries(parts: {
  /** A whole envelope, sealed with this key. */
  write: (apiKey: string) => string;
  apiKey: string;
  key: ServerKey;
  mode: Mode;
  clock: Clock;
  random: RandomBytes;
  headers: readonly (readonly [string, string])[];
}): Promise<Forgery[]> {
  const { write, apiKey, key, mode, clock, random } = parts;
  const stranger: KeyObject = createPrivateKey(
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey,
  );

  async function signed(
    body: string,
    change: {
      by?: KeyObject;
      serial?: string;
      signature?: string;
      ago?: number;
      sent?: string;
      unsigned?: boolean;
    } = {},
  ) {
    const time = String(Math.floor(clock.now() / 1000) - (change.ago ?? 0));
    const nonce = alphanumeric(32, random);
    const right = await signRsaSha256(`${time}\n${nonce}\n${body}\n`, change.by ?? key.privateKey);
    const own: [string, string][] = change.unsigned
      ? []
      : [
          ['Wechatpay-Nonce', nonce],
          ['Wechatpay-Serial', change.serial ?? key.id],
          ['Wechatpay-Signature', change.signature ?? right],
          ['Wechatpay-Signature-Type', mode.scheme],
          ['Wechatpay-Timestamp', time],
        ];
    return {
      headers: [...parts.headers.map(([name, value]): [string, string] => [name, value]), ...own],
      body: change.sent ?? body,
    };
  }

  const body = write(apiKey);
  const flipped = (await signRsaSha256('another text', key.privateKey)).toString();
  const once = await signed(write(apiKey));
  const one = async (
    kind: string,
    title: string,
    request: ReturnType<typeof signed>,
    weight: Forgery['weight'] = 'must',
  ): Promise<Forgery> => ({ kind, title, weight, requests: [await request] });
  return [
    await one('genuine', 'nothing is wrong with it', signed(body), 'genuine'),
    await one('wrong-signature', 'the signature belongs to another text', signed(body, { signature: flipped })),
    await one('foreign-key', 'signed by a stranger under our serial', signed(body, { by: stranger })),
    await one(
      'unknown-serial',
      'signed by a stranger under a serial nobody knows',
      signed(body, { by: stranger, serial: random(20).toString('hex').toUpperCase() }),
    ),
    await one(
      'signature-probe',
      'a probe of the receiver’s checks',
      signed(body, { signature: probeOf('Wechatpay-Signature', random) ?? '' }),
    ),
    await one('unsigned', 'without the five headers', signed(body, { unsigned: true })),
    await one(
      'tampered-body',
      'one character changed after it was signed',
      signed(body, { sent: body.replace('"id":"', '"id":"0') }),
    ),
    await one('undecryptable', 'signed, but sealed with another key', signed(write(alphanumeric(32, random)))),
    await one(
      'stale-timestamp',
      `signed ${staleBySeconds / 60} minutes ago; five are allowed`,
      signed(body, { ago: staleBySeconds }),
    ),
    {
      kind: 'replayed-nonce',
      title: 'the same bytes under the same nonce for a second time; a real retry is signed afresh',
      weight: 'should',
      requests: [once, once],
    },
  ];
}
