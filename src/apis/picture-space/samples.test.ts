import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../../../test/conformance/picture-space/support/space-client.js';
import { expectedAnswer, readSamples } from '../../../test/support/samples.js';
import { startTestServer, type TestServer } from '../../../test/support/server.js';
import { parseJson } from '../../kernel/exact-json.js';

interface Exchange {
  readonly request: {
    readonly method: 'POST';
    readonly target: string;
    readonly form: Readonly<Record<string, string>>;
    /** Name of the part that carries a picture of 450×150. */
    readonly upload?: string;
  };
  /** See expectedAnswer. */
  readonly answer: unknown;
}

const samples = readSamples<Exchange>(new URL('./samples/', import.meta.url));
/** Objects of the exact reader have no prototype; toEqual compares those by their keys. */
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
      : value;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('the documentation’s samples', () => {
  it.each(samples)('%s is answered as written', async (_name, sample) => {
    expect(sample.sources.length).toBeGreaterThan(0);
    const { shopId, clientId, clientSecret, accessToken } = server.sandbox.pictureSpace;
    const names: Record<string, string> = { SHOP_ID: shopId, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
    for (const { request, answer } of sample.exchanges) {
      const body = new FormData();
      for (const [name, value] of Object.entries(request.form)) body.set(name, names[value] ?? value);
      if (request.upload !== undefined) {
        body.set(request.upload, new Blob([new Uint8Array(await picture({ width: 450, height: 150 }))]), 'Bule.jpg');
      }
      const headers = { Authorization: `Bearer ${accessToken}` };
      const got = await fetch(`${server.baseUrl}${request.target}`, { method: request.method, headers, body });
      expect(plain(parseJson(await got.text()))).toEqual(expectedAnswer(answer));
    }
  });
});
