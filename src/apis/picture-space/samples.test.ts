import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture } from '../../../test/conformance/picture-space/support/space-client.js';
import { startTestServer, type TestServer } from '../../../test/support/server.js';
import { parseJson } from '../../kernel/exact-json.js';

interface Sample {
  readonly title: string;
  readonly sources: readonly string[];
  readonly exchanges: readonly {
    readonly request: {
      readonly method: 'POST';
      readonly target: string;
      readonly form: Readonly<Record<string, string>>;
      /** Name of the part that carries a picture of 450×150. */
      readonly upload?: string;
    };
    /** A text that begins with ~ is a regular expression; # is any whole number from 0; digits beyond 2^53 are a number. */
    readonly answer: unknown;
  }[];
}

const folder = new URL('./samples/', import.meta.url);
const samples = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample] as const,
);

const anyWhole = expect.toSatisfy((value) => Number.isInteger(value) && value >= 0);
const expected = (value: unknown): unknown => {
  if (value === '#') return anyWhole;
  if (typeof value === 'string' && /^\d{17,19}$/.test(value)) return BigInt(value);
  if (typeof value === 'string' && value.startsWith('~')) return expect.stringMatching(new RegExp(value.slice(1)));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
  }
  return value;
};
/** Objects of the exact reader have no prototype; toEqual compares those by their keys. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
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
      expect(plain(parseJson(await got.text()))).toEqual(expected(answer));
    }
  });
});
