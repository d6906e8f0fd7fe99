import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from '../../../../src/commands/receiver.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  const { user, password } = server.sandbox.console;
  const answer = await fetch(`${server.baseUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tuquan-console': '1' },
    body: JSON.stringify({ user, password }),
  });
  expect(await answer.json()).toMatchObject({ sandbox: true });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(() => server.close());

/** What the operations answer with: each has its own part of it. */
interface Told {
  readonly clock: { readonly now: number; readonly frozen: boolean };
  readonly accounts: readonly { readonly account: string; readonly results: readonly { readonly verdict: string }[] }[];
  readonly clocks: readonly object[];
  readonly receivers: readonly object[];
  readonly rooms: readonly { readonly name: string; readonly answers: readonly string[] }[];
  readonly items: readonly { readonly id: string }[];
  readonly holes: readonly string[];
  readonly snapshots: readonly object[];
  readonly id: number;
  readonly now: number;
  readonly frozen: boolean;
  readonly done: string;
  readonly folder: string;
  readonly command: string;
  readonly error: string;
}

/** Asks as the console does, and keeps the cookie as a browser does. */
async function ask(method: string, path: string, body?: unknown, type = 'application/json') {
  const answer = await fetch(`${server.baseUrl}/api/sandbox${path}`, {
    method,
    headers: { cookie, 'x-tuquan-console': '1', ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  const bytes = Buffer.from(await answer.arrayBuffer());
  const json = () => JSON.parse(bytes.toString('utf8')) as Told;
  return { status: answer.status, bytes, json };
}
const token = async (): Promise<{ status: number; errcode?: number }> => {
  const { appid, secret } = server.sandbox.wechatMp;
  const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  const answer = await fetch(server.baseUrl + path);
  return { status: answer.status, ...((await answer.json()) as object) };
};

describe('the sandbox in the console', () => {
  it('says what there is: clock, accounts, receivers, and what can go wrong in which room', async () => {
    const { clock, accounts, receivers, rooms } = (await ask('GET', '')).json();
    expect(clock).toEqual({ now: expect.any(Number), frozen: false });
    expect(accounts).toContainEqual({ section: 'wechatMp', kind: 'app', number: server.sandbox.wechatMp.appid });
    expect(receivers).toContainEqual(expect.objectContaining({ number: server.sandbox.wechatPay.mchid, url: null }));
    expect(rooms.map(({ name }) => name)).toEqual(['wechatpay-v3', 'wechat-mp', 'ai-painting', 'picture-space']);
    expect(rooms[0]).toMatchObject({ probes: true, rotatesKeys: true });
    expect(rooms[1]?.answers).toContain('45009');
  });

  it('adds a rule for one account, lists it, has it come true, and clears all in one place', async () => {
    const rule = { route: '/cgi-bin/token', account: server.sandbox.wechatMp.appid, fault: 'answer=45009', times: 2 };
    const { id } = (await ask('POST', '/faults', rule)).json();
    expect(await token()).toMatchObject({ errcode: 45009 });
    expect((await ask('GET', '/faults')).json()).toEqual({ faults: [{ id, ...without(rule, 'times'), left: 1 }] });
    expect((await ask('DELETE', `/faults/${id}`)).json()).toEqual({ faults: [] });
    expect((await ask('DELETE', `/faults/${id}`)).status).toBe(404);
    await ask('POST', '/faults', rule);
    expect((await ask('DELETE', '/faults')).json()).toEqual({ faults: [] });
    expect(await token()).toMatchObject({ access_token: expect.any(String) });
  });

  it.each([
    ['/faults', { route: '/nowhere', fault: 'reset' }, 'no route is /nowhere'],
    ['/faults', { route: '*', fault: 'reset', account: 'x' }, 'no account is x; there are'],
    ['/faults', { route: '*', fault: 'answer=nothing' }, 'this route has no answer nothing'],
    ['/clock', { setTo: '1999-01-01T00:00:00Z' }, 'cannot be moved back'],
    ['/clock', { setTo: 'soon' }, 'setTo is a time'],
    ['/snapshots', { name: '../x' }, 'is no name'],
    ['/coverage/exercise', { id: 'x/y/z' }, 'nothing in the report is called x/y/z'],
    ['/callbacks/forge', { account: 'nobody' }, 'set its callback address first'],
  ])('%s %j is refused with the remedy, and nothing changes', async (path, body, text) => {
    const answer = await ask('POST', path, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.json().error).toContain(text);
    expect((await ask('GET', '/faults')).json()).toEqual({ faults: [] });
  });

  it('counts what the program has met, and has it meet what it has not', async () => {
    const item = async (id: string) => (await ask('GET', '/coverage')).json().items.find((each) => each.id === id);
    expect(await item('wechat-mp/operation/GET /cgi-bin/token')).toMatchObject({ byButton: false, met: 3 - 1 });
    const wanted = 'wechat-mp/error/42001';
    expect(await item(wanted)).toMatchObject({ byButton: true, met: 0 });
    expect((await ask('POST', '/coverage/exercise', { id: wanted })).json().done).toContain('answer=42001');
    expect(await token()).toMatchObject({ errcode: 42001 });
    expect(await item(wanted)).toMatchObject({ met: 1 });
  });

  it('forges callbacks to the receiver an account has named, and reports what it took', async () => {
    const receiver = await startReceiver();
    try {
      const { mchid } = server.sandbox.wechatPay;
      const account = await server.services.accounts.find('partner', mchid);
      await server.services.delivery.setEndpoint(account?.id ?? '', receiver.url);
      const forged = (await ask('POST', '/callbacks/forge', { account: mchid })).json().accounts;
      expect(forged).toHaveLength(1);
      expect(forged[0]?.account).toBe(mchid);
      // A receiver that takes everything is the hole itself.
      expect(forged[0]?.results.filter(({ verdict }) => verdict === 'hole').length).toBeGreaterThan(0);
      expect((await ask('GET', '/coverage')).json().holes.length).toBeGreaterThan(0);
      const { receivers } = (await ask('GET', '')).json();
      expect(receivers).toContainEqual(expect.objectContaining({ number: mchid, url: receiver.url, forgeable: true }));
    } finally {
      await receiver.close();
    }
  });

  it('moves one account’s clock, and shows which accounts have one of their own', async () => {
    const { clock } = (await ask('GET', '')).json();
    const account = server.sandbox.aiPainting.appKey;
    const moved = (await ask('POST', '/clock', { account, advanceMs: 3_600_000, freeze: true })).json();
    expect(moved.now - clock.now).toBeGreaterThanOrEqual(3_600_000);
    const after = (await ask('GET', '')).json();
    expect(after.clock.now - clock.now).toBeLessThan(3_600_000);
    expect(after.clocks).toEqual([{ account, ...moved }]);
    const none = await ask('POST', '/clock', { account: 'nobody', advanceMs: 1 });
    expect([none.status, none.json().error]).toEqual([400, expect.stringContaining('no account is nobody')]);
  });

  it('moves the clock by two days, and who is signed in stays so', async () => {
    const before = (await ask('GET', '')).json().clock.now;
    const moved = (await ask('POST', '/clock', { advanceMs: 2 * 86_400_000, freeze: true })).json();
    expect(moved.now - before).toBeGreaterThanOrEqual(2 * 86_400_000);
    expect(moved.frozen).toBe(true);
    expect((await ask('POST', '/clock', { freeze: false })).json().frozen).toBe(false);
  });
});

describe('snapshots in the console', () => {
  it('are saved, downloaded, deleted, taken back from the file, loaded and branched', async () => {
    expect((await ask('POST', '/snapshots', { name: 'first' })).json()).toMatchObject({ name: 'first' });
    expect((await ask('POST', '/snapshots', { name: 'first' })).status).toBe(409);
    const file = await ask('POST', '/snapshots/first/file');
    expect(file.bytes.toString('latin1', 257, 262)).toBe('ustar');
    const put = (name: string, bytes: Buffer) => ask('PUT', `/snapshots/${name}/file`, bytes, 'application/x-tar');
    expect((await put('first', file.bytes)).status).toBe(409);
    expect((await ask('DELETE', '/snapshots/first')).json()).toEqual({ snapshots: [] });
    expect((await put('second', file.bytes)).json()).toMatchObject({ name: 'second', bytes: file.bytes.length });

    const damaged = Buffer.from(file.bytes);
    damaged[3_000] = (damaged[3_000] ?? 0) ^ 1;
    expect((await put('third', damaged)).json().error).toContain('is no snapshot, or damaged');
    expect((await put('third', Buffer.from('hello'))).json().error).toContain('is no snapshot, or damaged');
    expect((await ask('PUT', '/snapshots/third/file', { hello: 1 })).status).toBe(415);
    expect((await ask('GET', '/snapshots')).json().snapshots).toHaveLength(1);

    const { folder, command } = (await ask('POST', '/snapshots/second/branch', { folder: 'other' })).json();
    expect(command).toContain(folder);
    expect(JSON.parse(await readFile(`${folder}/sandbox/wechat-mp.json`, 'utf8'))).toMatchObject({ section: {} });
    expect((await ask('POST', '/snapshots/second/branch', { folder: 'other' })).status).toBe(409);
    expect((await ask('POST', '/snapshots/second/branch', { folder: '../../x' })).json().error).toContain('is no name');

    expect((await ask('POST', '/snapshots/second/load')).json()).toMatchObject({ name: 'second' });
    expect((await ask('POST', '/reset')).status).toBe(200);
    expect((await ask('GET', '')).status).toBe(200);
  });
});

describe('roles', () => {
  it('auditors look, operators change, only owners exchange the state or take its file', async () => {
    const as = async (role: string) => {
      const body = JSON.stringify({ user: `${role}-1`, name: role, role });
      const made = await fetch(`${server.baseUrl}/api/users`, {
        method: 'POST',
        headers: { authorization: server.authorization, 'content-type': 'application/json' },
        body,
      });
      expect(made.status).toBe(200);
      const { password } = (await made.json()) as { password: string };
      const authorization = `Basic ${Buffer.from(`${role}-1:${password}`).toString('base64')}`;
      return async (method: string, path: string, sent?: object) =>
        (
          await fetch(`${server.baseUrl}/api/sandbox${path}`, {
            method,
            headers: { authorization, ...(sent ? { 'content-type': 'application/json' } : {}) },
            ...(sent ? { body: JSON.stringify(sent) } : {}),
          })
        ).status;
    };
    const auditor = await as('auditor');
    const operator = await as('operator');
    const clerk = await as('clerk');
    expect([await auditor('GET', ''), await auditor('GET', '/coverage'), await clerk('GET', '')]).toEqual([
      200, 200, 403,
    ]);
    expect([await auditor('POST', '/clock', {}), await operator('POST', '/clock', {})]).toEqual([403, 200]);
    expect([await operator('POST', '/reset'), await operator('POST', '/snapshots/second/file')]).toEqual([403, 403]);
  });
});

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
