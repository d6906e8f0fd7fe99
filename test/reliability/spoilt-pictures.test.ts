import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, form, tokenOf } from '../conformance/wechat-mp/support/app-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { cutShort, everyKind, withFlippedBits } from '../support/spoilt-pictures.js';

/** The long form flips 100,000 bits and cuts every kind at every percent: `npm run soak`. */
const long = process.env.TUQUAN_SOAK === '1';
const flips = long ? 100_000 : 600;
const seeds = 30;
const minutes = 60_000;
/**
 * No answer may take more, however the picture is spoilt. Processor time: on a machine busy with other things an answer may wait
 * long through nobody's fault. A picture that makes the server work without end is found all the same, and one that makes it
 * wait without end by the test's own time limit.
 */
const mostWorkMs = 5_000;
/** Requests at a time; the work of both counts for either. */
const atATime = 2;

let server: TestServer;
let token: string;
let files: Map<string, Buffer>;

beforeAll(async () => {
  server = await startTestServer();
  token = await tokenOf(server);
  files = await everyKind();
  // The engines load their libraries at the first picture: that is no answer's time.
  for (const bytes of [...files.values()].slice(0, 4)) await codeOf('aicrop', bytes);
});
afterAll(() => server.close());

async function codeOf(operation: 'aicrop' | 'qrcode', bytes: Buffer): Promise<number | undefined> {
  const url = `${server.baseUrl}/cv/img/${operation}?access_token=${token}`;
  const { status, json } = await ask(url, { method: 'POST', body: form({ ratios: '1,2.35' }, { name: 'img', bytes }) });
  expect(status).toBe(200);
  return json.errcode;
}

/** Sends all of them; each must be answered with windows or with 101002, in time. Counts the answers by code. */
async function sendAll(pictures: Iterable<Buffer>): Promise<Map<number, number>> {
  const source = pictures[Symbol.iterator]();
  const counts = new Map<number, number>();
  const sender = async (): Promise<void> => {
    for (let next = source.next(); next.done !== true; next = source.next()) {
      const before = process.cpuUsage();
      const code = await codeOf('aicrop', next.value);
      if (code !== 0 && code !== 101002) throw new Error(`${code} for ${next.value.toString('base64')}`);
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 > mostWorkMs) throw new Error(`too much work: ${next.value.toString('base64')}`);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, sender));
  return counts;
}

const isWell = async (): Promise<void> => {
  for (const [kind, bytes] of files) expect([kind, await codeOf('aicrop', bytes)]).toEqual([kind, 0]);
};

describe('spoilt pictures over HTTP', () => {
  it(`${long ? 'of every kind' : 'cut'} at every percent are answered 101002 or read, and the server stays well`, {
    timeout: long ? 30 * minutes : minutes,
  }, async () => {
    const cut = long ? [...files.values()] : ['jpeg', 'webp'].map((kind) => files.get(kind) as Buffer);
    let refused = 0;
    for (const file of cut) refused += (await sendAll(cutShort(file))).get(101002) ?? 0;
    expect(refused).toBeGreaterThan(50 * cut.length);
    await isWell();
  });

  it(`with ${flips} bits flipped over ${seeds} seeds are answered 101002 or read, and the server stays well`, {
    timeout: (long ? 120 : 2) * minutes,
  }, async () => {
    const counts = await sendAll(withFlippedBits([...files.values()], flips, seeds));
    expect(counts.get(0)).toBeGreaterThan(0);
    expect(counts.get(101002)).toBeGreaterThan(0);
    await isWell();
  });
});
