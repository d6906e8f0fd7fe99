import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, form, tokenOf } from '../../../test/conformance/wechat-mp/support/app-client.js';
import { cardClient, cashCard, depositCard } from '../../../test/conformance/wechat-mp/support/cards.js';
import { photo } from '../../../test/conformance/wechat-mp/support/photos.js';
import { expectedAnswer, readSamples } from '../../../test/support/samples.js';
import { startTestServer, type TestServer } from '../../../test/support/server.js';
import { systemRandom } from '../../kernel/ids.js';
import { encryptCode } from './card/codes/encrypted-code.js';

interface Exchange {
  readonly request: {
    readonly method: 'GET' | 'POST';
    readonly target: string;
    readonly json?: object;
    readonly form?: Readonly<Record<string, string>>;
    /** Name of the part that carries the sample photo, 966×728. */
    readonly upload?: string;
  };
  /** See expectedAnswer. */
  readonly answer: unknown;
}

const samples = readSamples<Exchange>(new URL('./samples/', import.meta.url));

/** What the samples of cards are about: cards of several kinds, and codes that somebody holds. */
async function cardNames(of: TestServer): Promise<Record<string, string>> {
  const client = await cardClient(of);
  const [openid = ''] = client.openids;
  const cash = await client.create(cashCard({ get_limit: 0 }));
  const own = await client.create(cashCard({ use_custom_code: true }));
  const first = await client.claim(cash, openid, '12b');
  await of.services.coupons.claim({ offer: own, holder: openid, code: '12345678' });
  return {
    OPENID: openid,
    CASH_CARD: cash,
    FIRST_CODE: first,
    SECOND_CODE: await client.claim(cash, openid),
    SEALED_CODE: encryptCode(first, client.account, systemRandom),
    OWN_CARD: own,
    OWN_CODE: '12345678',
    DEPOSIT_CARD: await client.create(depositCard()),
    STORE_CARD: await client.create(cashCard({ location_id_list: [1] })),
    OTHER_STORE_CARD: await client.create(cashCard({ location_id_list: [1] })),
    OLD_CARD: await client.create(),
  };
}

let server: TestServer;
let bytes: Buffer;
let source: Server;
let names: Record<string, string>;
beforeAll(async () => {
  bytes = await photo();
  source = createServer((_request, response) => response.end(bytes));
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  server = await startTestServer();
  const { appid, secret } = server.sandbox.wechatMp;
  names = {
    ACCESS_TOCKEN: await tokenOf(server),
    ENCODE_URL: encodeURIComponent(`http://127.0.0.1:${(source.address() as AddressInfo).port}/a.jpg`),
    APPID: appid,
    APPSECRET: secret,
    ...(await cardNames(server)),
  };
});
afterAll(async () => {
  source.close();
  await server.close();
});

const filled = (text: string): string => text.replace(/[A-Z]+(?:_[A-Z]+)*/g, (name) => names[name] ?? name);

describe('the documentation’s samples', () => {
  it.each(samples)('%s is answered as written', async (_name, sample) => {
    expect(sample.sources.length).toBeGreaterThan(0);
    for (const { request, answer } of sample.exchanges) {
      const { method, target, json, upload } = request;
      const file = upload === undefined ? undefined : { name: upload, bytes };
      const body =
        json !== undefined
          ? filled(JSON.stringify(json))
          : request.form !== undefined || file !== undefined
            ? form(request.form ?? {}, file)
            : undefined;
      const got = await ask(`${server.baseUrl}${filled(target)}`, { method, ...(body === undefined ? {} : { body }) });
      expect(got.status).toBe(200);
      expect(got.json).toEqual(expectedAnswer(JSON.parse(filled(JSON.stringify(answer)))));
    }
  });
});
