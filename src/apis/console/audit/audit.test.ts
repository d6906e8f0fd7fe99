import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseEnvironment } from '../../../../test/support/database.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';
import { acts, unrecorded } from './acts.js';

interface Entry {
  sequence: number;
  actor: string;
  role: string;
  action: string;
  subject: string;
  account: string;
  room: string;
  detail: Record<string, unknown>;
}
interface Page {
  entries: Entry[];
  next: number | null;
  head: { sequence: number; hash: string };
}

let server: TestServer;
let credentials: { user: string; password: string };
let shop: string;
beforeAll(async () => {
  server = await startTestServer();
  credentials = (JSON.parse(readFileSync(join(server.data, 'sandbox.json'), 'utf8')) as { console: typeof credentials })
    .console;
  shop = server.sandbox.wechatMp.appid;
});
afterAll(() => server.close());

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const ask = (method: string, path: string, body?: unknown, authorization?: string) =>
  fetch(`${server.baseUrl}/api${path}`, {
    method,
    headers: { authorization: authorization ?? basic(credentials.user, credentials.password) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const page = async (query = ''): Promise<Page> => (await (await ask('GET', `/audit${query}`)).json()) as Page;
const newest = async (): Promise<Entry | undefined> => (await page('?count=1')).entries[0];

describe('the audit log of the console', () => {
  it('begins with the accounts the sandbox made, without their secrets', async () => {
    const { entries } = await page('?action=account.add&count=200');
    expect(entries.map(({ subject }) => subject)).toContain(server.sandbox.wechatPay.mchid);
    const everything = JSON.stringify(entries);
    for (const secret of [
      server.sandbox.wechatPay.apiV3Key,
      server.sandbox.wechatMp.secret,
      server.sandbox.aiPainting.appSecret,
      credentials.password,
    ]) {
      expect(everything).not.toContain(secret);
    }
  });

  it('says who signed in, who tried to, and who signed out', async () => {
    await ask('POST', '/session', credentials);
    expect(await newest()).toMatchObject({ actor: 'admin', role: 'owner', action: 'session.sign-in', room: 'console' });
    expect((await ask('POST', '/session', { user: 'admin', password: 'guess' })).status).toBe(401);
    expect(await newest()).toMatchObject({
      actor: 'admin',
      role: 'unknown',
      action: 'session.refused',
      subject: '127.0.0.1',
    });
    await ask('DELETE', '/session');
    expect(await newest()).toMatchObject({ actor: 'admin', action: 'session.sign-out' });
  });

  it('says who changed a card, and says nothing of what was refused or only looked at', async () => {
    const before = (await page()).head.sequence;
    expect((await ask('POST', `/shops/${shop}/cards/none/stock`, { delta: 3 })).status).toBe(404);
    expect((await ask('GET', `/shops/${shop}/cards`)).status).toBe(200);
    expect((await page()).head.sequence).toBe(before);
    const made = (await (
      await ask('POST', `/shops/${shop}/cards`, {
        kind: 'cash-off',
        title: '满100减20',
        brand: '小满茶铺',
        logo: `${server.baseUrl}/p/logo.png`,
        colour: '#cf3e36',
        notice: '使用时向店员出示此券',
        description: '全场通用',
        thresholdFen: 10_000,
        amountFen: 2_000,
        stock: 3,
        validity: { kind: 'term', days: 30 },
      })
    ).json()) as { number?: string };
    expect(made.number, JSON.stringify(made)).toBeDefined();
    expect(await newest()).toMatchObject({
      action: 'card.make',
      subject: made.number,
      account: shop,
      detail: { title: '满100减20' },
    });
    await ask('POST', `/shops/${shop}/cards/${made.number}/stock`, { delta: 3 });
    expect(await newest()).toMatchObject({ action: 'card.stock', subject: made.number, detail: { delta: 3 } });
    await ask('DELETE', `/shops/${shop}/cards/${made.number}`);
    expect(await newest()).toMatchObject({
      actor: 'admin',
      action: 'card.delete',
      subject: made.number,
      account: shop,
    });
  });

  it('is for owners and auditors; a new user is written down in the transaction that adds him', async () => {
    const add = async (role: string): Promise<string> => {
      const answer = await ask('POST', '/users', { user: `${role}-1`, name: role, role });
      return basic(`${role}-1`, ((await answer.json()) as { password: string }).password);
    };
    const auditor = await add('auditor');
    expect(await newest()).toMatchObject({
      actor: 'admin',
      action: 'account.add',
      subject: 'auditor-1',
      detail: { role: 'auditor' },
    });
    expect((await ask('GET', '/audit', undefined, auditor)).status).toBe(200);
    expect((await ask('GET', '/audit/verification', undefined, auditor)).status).toBe(200);
    for (const role of ['operator', 'clerk']) {
      expect((await ask('GET', '/audit', undefined, await add(role))).status, role).toBe(403);
    }
  });

  it('is paged without a gap, and its check says that it is whole', async () => {
    const all = (await page('?count=200')).entries.map(({ sequence }) => sequence);
    const found: number[] = [];
    let next: number | null = null;
    do {
      const { entries, next: following } = await page(`?count=3${next === null ? '' : `&before=${next}`}`);
      found.push(...entries.map(({ sequence }) => sequence));
      next = following;
    } while (next !== null);
    expect(found).toEqual(all);
    expect(all).toEqual(all.map((_, index) => all.length - index));
    const verdict = await (await ask('GET', '/audit/verification')).json();
    expect(verdict).toMatchObject({ whole: true, entries: all.length, head: { sequence: all.length } });
  });

  it('every name in the list of acts is an operation there is', () => {
    const room = server.tuquan.rooms.find(({ name }) => name === 'console');
    const operations = new Set(room?.coverage.map(({ method, path }) => `${method} ${path.replace('/api', '')}`));
    for (const name of [...Object.keys(acts), ...unrecorded]) expect(operations, name).toContain(name);
  });

  it('can be read and checked by the commands beside a running server, which are in it by the machine’s user', async () => {
    const program = fileURLToPath(new URL('../../../../bin/tuquan.mjs', import.meta.url));
    const env = { ...process.env, ...(await databaseEnvironment(server.data)) };
    const tuquan = (...args: string[]) =>
      new Promise<{ code: number; out: string; err: string }>((resolve) =>
        execFile(process.execPath, [program, ...args, '--data', server.data], { env }, (error, out, err) =>
          resolve({ code: error === null ? 0 : Number(error.code), out, err }),
        ),
      );
    const { head } = await page();
    const checked = await tuquan('audit', 'verify', '--json', '--head', `${head.sequence}:${head.hash}`);
    expect(JSON.parse(checked.out)).toMatchObject({ whole: true, head });
    const folder = join(server.data, 'client');
    const added = await tuquan(
      'account',
      'add',
      'console',
      '--kind',
      'console-user',
      '--number',
      'till',
      '--name',
      'Till',
      '-o',
      folder,
    );
    expect(added.code, added.err).toBe(0);
    const { out } = await tuquan('audit', 'list', '--count', '1', '--json');
    expect(JSON.parse(out)).toMatchObject({ role: 'shell', room: 'command', action: 'account.add', subject: 'till' });
  });
});
