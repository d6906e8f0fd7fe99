// Where secrets must not be found: in the bytes of the database, and in what a server says while it is used.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { spaceClient } from '../conformance/picture-space/support/space-client.js';
import { onPostgres } from '../support/database.js';
import { composeTask, payClient, queryPath, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

/** The database is looked at as the file it is there. */
const embedded = describe.skipIf(onPostgres);
// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });
const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const folder = makeTemporaryFolder();
const data = join(folder.path, 'data');
let said = '';

interface KeptAccount {
  readonly secrets: Record<string, string>;
  readonly serverKeys: readonly { privateKeyPem: string }[];
}

/** Every secret the sandbox made: each account's, the passwords, and a line out of each private key. */
function secretsOf(path: string): string[] {
  const found = new Set<string>();
  const sandbox = join(path, 'sandbox');
  for (const name of readdirSync(sandbox)) {
    const text = readFileSync(join(sandbox, name), 'utf8');
    const pems = name.endsWith('.json')
      ? (JSON.parse(text) as { accounts: KeptAccount[] }).accounts.flatMap(({ secrets, serverKeys }) => {
          for (const value of Object.values(secrets)) found.add(value);
          return serverKeys.map(({ privateKeyPem }) => privateKeyPem);
        })
      : [text];
    for (const pem of pems.filter((each) => each.includes('PRIVATE KEY'))) found.add(pem.split('\n')[3] ?? pem);
  }
  const {
    console: user,
    wechatPay,
    aiPainting,
    pictureSpace,
  } = JSON.parse(readFileSync(join(path, 'sandbox.json'), 'utf8')) as TestServer['sandbox'] & {
    console: { password: string };
  };
  for (const secret of [user.password, wechatPay.apiV3Key, wechatPay.brandApiKey, aiPainting.appSecret])
    found.add(secret);
  found.add(pictureSpace.clientSecret);
  // Words such as a role or a mode stand under the same roof and are none.
  return [...found].filter((value) => value.length >= 12);
}

const foundIn = (bytes: Buffer | string, secrets: readonly string[]): string[] =>
  secrets.filter((each) => bytes.includes(each));

beforeAll(async () => {
  // A process of its own, so that everything it says is seen.
  const child = spawn(
    process.execPath,
    [program, 'serve', '--sandbox', '--port', '0', '--tls-port', '0', '--data', data],
    {
      env: { ...process.env, TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'debug' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'exit');
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += String(text);
        const url = /tuquan ready (\S+)\n/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    void exited.then(() => reject(new Error(said)));
  });
  const baseUrl = await ready;
  const sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')) as TestServer['sandbox'] & {
    console: { user: string; password: string };
  };
  const { wechatPay, wechatMp, aiPainting, console: user } = sandbox;
  const client = payClient(baseUrl, wechatPay);
  await client.post(tasksPath, composeTask(wechatPay, 'logged'));
  await untilEnded(client, wechatPay, 'logged', 'COMBINE_IMAGE');
  // Right and wrong: what is refused is logged more willingly than what is not.
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${baseUrl}${path}`, init).then((answer) => answer.text());
  const token = `/cgi-bin/token?grant_type=client_credential&appid=${wechatMp.appid}&secret=${wechatMp.secret}`;
  await ask(token);
  await ask(`${token}x`);
  const basic = (password: string) => ({
    headers: { authorization: `Basic ${Buffer.from(`${user.user}:${password}`).toString('base64')}` },
  });
  await ask('/api/operations', basic(user.password));
  await ask('/api/operations', basic(`${user.password}x`));
  await ask('/api/session', { method: 'POST', body: JSON.stringify({ user: user.user, password: user.password }) });
  await ask('/api/session', { method: 'POST', body: `{"user":"admin","password":"${user.password}"` });
  for (const code of [aiPainting.appCode, `${aiPainting.appCode}x`]) {
    await ask('/ai-painting/query', { method: 'POST', headers: { authorization: `APPCODE ${code}` }, body: '{}' });
  }
  await ask(queryPath(wechatPay, 'logged', 'COMBINE_IMAGE'), { headers: { authorization: wechatPay.apiV3Key } });
  await spaceClient({ baseUrl, sandbox } as unknown as TestServer)
    .upload(Buffer.from('no picture'), {})
    .catch(() => undefined);
  child.kill('SIGTERM');
  await exited;
}, 120_000);
afterAll(() => folder.remove());

embedded('secrets at rest', () => {
  it('the bytes of the database hold no secret, no password and no private key of any account', () => {
    const secrets = secretsOf(data);
    expect(secrets.length).toBeGreaterThan(12);
    for (const name of readdirSync(data).filter((each) => each.startsWith('tuquan.db'))) {
      expect(foundIn(readFileSync(join(data, name)), secrets), name).toEqual([]);
    }
  });

  it('what a server says while it is used, rightly and wrongly, holds none either', () => {
    expect(said).toContain('"level"');
    expect(foundIn(said, secretsOf(data))).toEqual([]);
    expect(said).not.toMatch(/PRIVATE KEY|enc1\.[0-9a-f]{8}\./);
  });

  it('of an older version are encrypted at the next start, and accounts are known by them as before', async () => {
    const older = join(folder.path, 'older');
    cpSync(data, older, { recursive: true });
    const secret = 'an-application-code-kept-as-it-is';
    const db = new Sqlite(join(older, 'tuquan.db'));
    const plain = db
      .prepare("UPDATE account_secret SET value = ?, digest = NULL WHERE purpose = 'painting-code'")
      .run(secret);
    expect(plain.changes).toBeGreaterThan(0);
    db.close();
    const server = await startTestServer({ data: older });
    const kinds = server.tuquan.services.accounts;
    const found = await kinds.findBySecret('painting-app', 'painting-code', secret);
    await server.close();
    expect(found?.secrets.get('painting-code')).toBe(secret);
    const rows = new Sqlite(join(older, 'tuquan.db'))
      .prepare('SELECT value FROM account_secret')
      .pluck()
      .all() as string[];
    expect(rows.filter((value) => !value.startsWith('enc1.'))).toEqual([]);
  });

  it('are encrypted anew under a new key while a server runs; without that key nothing starts, and it is said why', async () => {
    const turned = join(folder.path, 'turned');
    cpSync(data, turned, { recursive: true });
    const server = await startTestServer({ data: turned });
    const client = payClient(server.baseUrl, server.sandbox.wechatPay);
    const rotated = await new Promise<string>((resolve, reject) =>
      execFile(process.execPath, [program, 'secrets', 'rotate', '--data', turned], (error, out) =>
        error === null ? resolve(out) : reject(error),
      ),
    );
    const [, key = 'none'] = /the key ([0-9a-f]{8})/.exec(rotated) ?? [];
    const rows = new Sqlite(join(turned, 'tuquan.db'))
      .prepare('SELECT value FROM account_secret')
      .pluck()
      .all() as string[];
    expect(rows.filter((value) => !value.startsWith(`enc1.${key}.`))).toEqual([]);
    expect((await client.post(tasksPath, composeTask(server.sandbox.wechatPay, 'after_rotation'))).status).toBe(200);
    expect(await server.services.audit.verify()).toMatchObject({ whole: true, sealed: true });
    await server.close();
    rmSync(join(turned, 'sandbox', 'secret.key'));
    await expect(startTestServer({ data: turned })).rejects.toThrow(`encrypted with the key ${key}`);
  });
});
