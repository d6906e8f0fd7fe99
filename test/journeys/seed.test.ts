// Seeds: what the demo accounts have from the start, and what is said about a seed that is wrong.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { spaceClient } from '../conformance/picture-space/support/space-client.js';
import type { TestServer as Server } from '../support/server.js';

type Sandbox = Server['sandbox'];

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const sample = fileURLToPath(new URL('../../samples/seed.yaml', import.meta.url));
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTuquan({ seed: sample });
  folder = await mkdtemp(join(tmpdir(), 'tuquan-seed-'));
}, 120_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

type Json = Record<string, unknown>;
async function mp(path: string, body: object): Promise<Json> {
  const { appid, secret } = server.credentials.wechatMp;
  const query = `grant_type=client_credential&appid=${appid}&secret=${secret}`;
  const { access_token } = (await (await fetch(`${server.baseUrl}/cgi-bin/token?${query}`)).json()) as Json;
  const url = `${server.baseUrl}${path}?access_token=${access_token}`;
  return (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as Json;
}
async function seed(yaml: string): Promise<{ status: number; json: Json }> {
  const headers = { 'content-type': 'application/yaml' };
  const answer = await fetch(`${server.baseUrl}/sandbox/seed`, { method: 'POST', headers, body: yaml });
  return { status: answer.status, json: (await answer.json()) as Json };
}
const cardCount = async (): Promise<unknown> => (await mp('/card/batchget', { offset: 0, count: 10 })).total_num;

describe('a seed', { timeout: 60_000 }, () => {
  it('the sample makes cards, codes, followers with tags and claims, pictures and callback addresses', async () => {
    const seeded = server.seeded;
    expect(Object.keys(seeded?.cards ?? {})).toEqual(['coffee', 'spring']);
    expect(seeded?.pictures).toBe(2);
    const card = (await mp('/card/get', { card_id: seeded?.cards.coffee })).card as Json;
    expect(card).toMatchObject({
      card_type: 'CASH',
      cash: { base_info: { title: '满100减20', get_limit: 2, sku: { quantity: 499 } }, reduce_cost: 2000 },
    });
    expect(await mp('/card/code/getdepositcount', { card_id: seeded?.cards.spring })).toMatchObject({ count: 3 });
    const wallet = await mp('/card/user/getcardlist', { openid: seeded?.followers.xiaoyu });
    expect(wallet.card_list).toHaveLength(2);
    expect((wallet.card_list as Json[]).map(({ code }) => code)).toContain('SPRING-0001');
    const library = spaceClient({ baseUrl: server.baseUrl, sandbox: server.credentials as unknown as Sandbox });
    expect((await library.call('get')).text).toMatch(/coffee[\s\S]*手提包|手提包[\s\S]*coffee/);
  });

  it('the same seed again makes nothing twice', async () => {
    const yaml = 'wechatMp:\n  cards:\n    - { name: once, title: 一次, stock: 1 }\n';
    const first = await seed(yaml);
    expect(first.status).toBe(201);
    const count = await cardCount();
    expect((await seed(yaml)).json).toEqual(first.json);
    expect(await cardCount()).toBe(count);
  });

  it.each([
    ['no YAML', 'wechatMp:\n  cards: [', 'seed:2:'],
    [
      'a section nobody has',
      'wechatmp:\n  cards: []\n',
      'seed:1:1: wechatmp is "wechatmp"; is no member here; there are',
    ],
    ['an unknown member', 'wechatMp:\n  cards:\n    - title: 券\n      stok: 5\n', 'seed:4:7: cards'],
    [
      'a wrong number',
      'wechatMp:\n  cards:\n    - title: 券\n      stock: many\n',
      'seed:4:14: wechatMp.cards[0].stock is "many"; expected a whole number',
    ],
    [
      'something missing',
      'wechatMp:\n  cards:\n    - kind: cash-off\n      title: 券\n',
      'seed:3:7: wechatMp.cards[0].reduce is missing; expected an amount',
    ],
    [
      'a code twice',
      'wechatMp:\n  cards:\n    - title: 券\n      codes: [A1, A1]\n',
      'seed:4:14: wechatMp.cards[0].codes; a code stands in it twice',
    ],
    [
      'a card nobody described',
      'wechatMp:\n  followers:\n    - handle: a\n      claims: [none]\n',
      'seed:4:16: wechatMp.followers[0].claims[0] is "none"; expected the name of a card',
    ],
    [
      'a file over HTTP',
      'pictureSpace:\n  pictures:\n    - file: /etc/passwd\n',
      'seed:3:13: pictureSpace.pictures[0].file is "/etc/passwd"; files are read only when',
    ],
    ['a foreign account', 'wechatMp:\n  account: "123"\n', 'seed:2:12: wechatMp.account is "123"; expected one of wx'],
    [
      'a callback that is no address',
      'wechatPay:\n  callback: nowhere\n',
      'seed:2:13: wechatPay.callback is "nowhere"; expected an address',
    ],
  ])('%s is refused with line and column, and nothing is made', async (_name, yaml, message) => {
    const before = await cardCount();
    const { status, json } = await seed(yaml);
    expect([status, String(json.error).replace('wechatMp.cards[0].stok', 'cards')]).toEqual([
      400,
      expect.stringContaining(message),
    ]);
    expect(await cardCount()).toBe(before);
  });

  it('what cannot be made in the middle undoes what was made before it', async () => {
    const before = await cardCount();
    const { status, json } = await seed(
      `wechatMp:\n  cards:\n    - { title: 留不下, stock: 1 }\npictureSpace:\n  pictures:\n    - title: 坏图\n      base64: ${Buffer.from('no picture').toString('base64')}\n`,
    );
    expect([status, json.error]).toEqual([400, expect.stringMatching(/^seed:6:7: .*Nothing of the seed was kept$/)]);
    expect(await cardCount()).toBe(before);
    // The server goes on with the state it had.
    expect(await mp('/card/get', { card_id: server.seeded?.cards.coffee })).toMatchObject({ errcode: 0 });
  });

  it('serve ends with the place of a mistake, and takes no seed outside sandbox mode', async () => {
    const file = join(folder, 'served.yaml');
    await writeFile(file, 'wechatMp:\n  cards:\n    - { title: 券, stock: -1 }\n');
    const serve = (...args: string[]): Promise<string> =>
      new Promise((resolve) => {
        const all = [program, 'serve', '--port', '0', '--tls-port', '0', '--seed', file, ...args];
        const env = { ...process.env, TUQUAN_LOG: 'silent' };
        execFile(process.execPath, all, { env }, (error, _out, err) => resolve(`${error?.code} ${err}`));
      });
    expect(await serve('--sandbox', '--data', join(folder, 'data'))).toContain(
      `1 tuquan: ${file}:3:26: wechatMp.cards[0].stock is -1; expected a whole number from 0`,
    );
    expect(await serve('--data', join(folder, 'plain'))).toContain('it needs --sandbox');
  });

  it('a file that is wrong is named with its path', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'wechatMp:\n  cards:\n    - { title: 券, codesFile: missing.txt }\n');
    await expect(startTuquan({ seed: file })).rejects.toThrow(
      `${file}:3:30: wechatMp.cards[0].codesFile is "missing.txt"; the file cannot be read`,
    );
    await expect(startTuquan({ seed: join(folder, 'none.yaml') })).rejects.toThrow('see samples/seed.yaml');
  });
});
