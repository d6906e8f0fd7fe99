// Callbacks: a finished task as an encrypted, signed request. pay.weixin.qq.com/doc/v3/partner/4017327759 and 4017327744.
// Must not send or decide when to try again; it states the schedule and writes one attempt.
import type { Channel, Notice } from '../../domain/delivery/index.js';
import { finishedNotice, type Generation } from '../../domain/generation/index.js';
import { type Clock, rfc3339 } from '../../kernel/clock.js';
import { sealAes256Gcm } from '../../kernel/crypto.js';
import { alphanumeric, type RandomBytes } from '../../kernel/ids.js';
import { forgeries, inventedTask, uuid4 } from './forgeries.js';
import { fromTask } from './image-generation/mapping.js';
import { envelopeKeyPurpose, type Mode } from './modes.js';
import type { WechatPaySettings } from './settings.js';
import type { Signer, UsualKey } from './signing.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The general notification schedule: 15 retries over 24 h 4 min (wiki, payment notification). */
export const retryDelaysMs: readonly number[] = [
  15 * second,
  15 * second,
  30 * second,
  3 * minute,
  10 * minute,
  20 * minute,
  30 * minute,
  30 * minute,
  30 * minute,
  60 * minute,
  3 * hour,
  3 * hour,
  3 * hour,
  6 * hour,
  6 * hour,
];

/** A receiver must answer 200 or 204 within 5 s; the body of its answer does not count. */
const timeoutMs = 5 * second;

const plainHeaders: readonly [string, string][] = [
  ['Content-Type', 'application/json'],
  ['Accept', '*/*'],
  ['User-Agent', 'Mozilla/4.0'],
  ['Pragma', 'no-cache'],
];

export function createChannel(parts: {
  generation: Generation;
  clock: Clock;
  random: RandomBytes;
  signer: Signer;
  keyOf: UsualKey;
  mode: Mode;
  settings: WechatPaySettings;
}): Channel {
  const { generation, clock, random, signer, keyOf, mode, settings } = parts;
  // The page's enum text says IMAGE_GENERATION, its sample SEND.
  const event = `${mode.eventFamily}.${settings.callbackEvent === 'send' ? 'SEND' : 'IMAGE_GENERATION'}`;

  function envelope(notice: Pick<Notice, 'id' | 'createdAt'>, plaintext: string, apiKey: string): string {
    const nonce = alphanumeric(12, random);
    return JSON.stringify({
      id: notice.id,
      create_time: rfc3339(notice.createdAt),
      resource_type: 'encrypt-resource',
      event_type: event,
      summary: '商品券图片生成结果通知',
      resource: {
        original_type: 'coupon',
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: sealAes256Gcm(plaintext, apiKey, nonce, mode.associatedData),
        associated_data: mode.associatedData,
        nonce,
      },
    });
  }

  return {
    retryDelaysMs: retryDelaysMs.map((delay) => Math.round(delay * settings.retryScale)),
    timeoutMs,
    accepts: (status) => status === 200 || status === 204,
    render: async (notice, account) => {
      const apiKey = account.secrets.get(envelopeKeyPurpose);
      const key = keyOf(account);
      // Without an API key nothing can be encrypted, and the vendor sends no callback at all.
      if (apiKey === undefined || key === null || notice.kind !== finishedNotice) return null;
      const task = await generation.load(notice.subject);
      const body = envelope(notice, JSON.stringify(fromTask(task, mode)), apiKey);
      return { headers: [...plainHeaders, ...(await signer.sign(body, key, mode))], body };
    },
    forge: async (account) => {
      const apiKey = account.secrets.get(envelopeKeyPurpose);
      const key = keyOf(account);
      if (apiKey === undefined || key === null) return [];
      const write = (secret: string) =>
        envelope({ id: uuid4(random), createdAt: clock.now() }, JSON.stringify(inventedTask(random)), secret);
      return forgeries({ write, apiKey, key, mode, clock, random, headers: plainHeaders });
    },
  };
}
