// The whole state of a sandbox as one file: saved, loaded, branched, reset; and files that must not be loaded.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { composeTask, payClient, tasksPath, untilEnded } from '../support/pay-client.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
let server: TestServer;
const open: TestServer[] = [];
beforeAll(async () => {
  server = await startTuquan();
  open.push(server);
}, 120_000);
afterAll(async () => {
  for (const each of open) await each.close();
});

const ask = async (of: TestServer, method: string, path: string, body?: object) => {
  const answer = await fetch(`${of.baseUrl}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};
const tokenOf = async (of: TestServer): Promise<string> => {
  const { appid, secret } = of.credentials.wechatMp;
  const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  return (await ask(of, 'GET', path)).json.access_token as string;
};
const tags = async (of: TestServer, token: string): Promise<string[]> => {
  const { json } = await ask(of, 'GET', `/cgi-bin/tags/get?access_token=${token}`);
  return ((json.tags ?? []) as { name: string }[]).map(({ name }) => name);
};
const addTag = (of: TestServer, token: string, name: string) =>
  ask(of, 'POST', `/cgi-bin/tags/create?access_token=${token}`, { tag: { name } });
// The server runs in this process: it must be able to answer while the command asks.
const cli = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [program, 'snapshot', ...args, '--data', server.data])).stdout;

describe('snapshots', { timeout: 60_000 }, () => {
  it('a job that ran when the state was saved runs again when it is loaded', async () => {
    const client = payClient(server.baseUrl, server.credentials.wechatPay as never);
    server.clock.freeze();
    await client.post(tasksPath, composeTask(server.credentials.wechatPay as never, 'running_1'));
    await server.snapshots.save('running');
    await server.snapshots.load('running');
    server.clock.run();
    const done = await untilEnded(client, server.credentials.wechatPay as never, 'running_1', 'COMBINE_IMAGE');
    expect(done.task_state).toBe('SUCCESS');
    await server.clock.advance(60_000);
  });

  it('a saved state comes back whole: rows, pictures, tokens, clock', async () => {
    const token = await tokenOf(server);
    await addTag(server, token, '常客');
    await server.clock.advance(3_600_000);
    const then = server.clock.now();
    await server.snapshots.save('before');
    await addTag(server, token, '贵宾');
    await server.clock.advance(24 * 3_600_000);
    expect((await ask(server, 'GET', `/cgi-bin/tags/get?access_token=${token}`)).json.errcode).toBe(42001);
    await server.snapshots.load('before');
    expect(server.clock.now() - then).toBeLessThan(60_000);
    expect(await tags(server, token)).toContain('常客');
    expect(await tags(server, token)).not.toContain('贵宾');
    // The loaded state lives: what is written to it stays, jobs run.
    await addTag(server, token, '新客');
    expect(await tags(server, token)).toContain('新客');
    await server.clock.advance(60_000);
  });

  it('a branch goes its own way with the same credentials', async () => {
    const token = await tokenOf(server);
    const branch = await server.snapshots.branch();
    open.push(branch);
    expect(branch.credentials.wechatPay.mchid).toBe(server.credentials.wechatPay.mchid);
    expect(branch.credentials.wechatPay.merchantPrivateKeyFile.startsWith(branch.data)).toBe(true);
    expect(Math.abs(branch.clock.now() - server.clock.now())).toBeLessThan(60_000);
    await addTag(branch, token, '分支');
    expect(await tags(branch, token)).toContain('分支');
    expect(await tags(server, token)).not.toContain('分支');
  });

  it('a state whose secrets another folder encrypted is not loaded, but branched', async () => {
    const file = await server.snapshots.save('elsewhere');
    const other = await startTuquan();
    open.push(other);
    // Test servers are copies of one template and share its key; this one has another for a moment.
    const key = join(other.data, 'sandbox/secret.key');
    const own = await readFile(key, 'utf8');
    await writeFile(key, `${'ab'.repeat(32)}\n`);
    await expect(other.snapshots.load(file)).rejects.toThrow(/tuquan snapshot branch .*Nothing was changed/);
    await writeFile(key, own);
    expect((await ask(other, 'GET', '/readyz')).status).toBe(200);
  });

  it('the command line saves, lists, loads, and resets to the state of a first start', async () => {
    const token = await tokenOf(server);
    expect(await cli('save', 'by-hand')).toContain('by-hand.snapshot');
    expect(JSON.parse(await cli('list', '--json'))).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'by-hand' })]),
    );
    await cli('reset');
    const refused = await ask(server, 'GET', `/cgi-bin/tags/get?access_token=${token}`);
    expect(refused.json.errcode).toBe(40001);
    const fresh = await tokenOf(server);
    expect(await tags(server, fresh)).not.toContain('常客');
    await cli('load', 'by-hand');
    expect(await tags(server, token)).toContain('常客');
  });

  it('a snapshot of a newer version, a damaged one and none at all change nothing and say what to do', async () => {
    const token = await tokenOf(server);
    const file = await server.snapshots.save('good');
    const bytes = await readFile(file);
    const text = bytes.toString('latin1');
    const at = text.indexOf('0030-coupons');
    const newer = Buffer.from(bytes);
    newer.write('9999-coupons', at, 'latin1');
    // What the list of sums says must fit, or the file would count as damaged.
    const size = Number.parseInt(newer.toString('latin1', 124, 135), 8);
    const sum = createHash('sha256')
      .update(newer.subarray(512, 512 + size))
      .digest('hex');
    newer.write(sum, text.lastIndexOf('  snapshot.json') - 64, 'latin1');
    await writeFile(file.replace('good', 'newer'), newer);
    const damaged = Buffer.from(bytes);
    const spot = text.indexOf('SQLite format 3') + 5_000;
    damaged.writeUInt8(damaged.readUInt8(spot) ^ 1, spot);
    await writeFile(file.replace('good', 'damaged'), damaged);
    await writeFile(file.replace('good', 'short'), bytes.subarray(0, bytes.length >> 1));
    const load = (name: string) => ask(server, 'POST', `/sandbox/snapshots/${name}/load`, {});
    expect([(await load('newer')).status, (await load('newer')).json.error]).toEqual([
      503,
      expect.stringMatching(/newer version of Tuquan .*9999-coupons.*update this server.*Nothing was changed/),
    ]);
    expect((await load('damaged')).json.error).toContain('tuquan.db is not what was saved; save it again');
    expect((await load('short')).json.error).toContain('no snapshot, or damaged');
    expect((await load('missing')).status).toBe(404);
    expect((await ask(server, 'POST', '/sandbox/snapshots', { name: 'good' })).status).toBe(409);
    expect((await ask(server, 'POST', '/sandbox/snapshots', { name: '../up' })).status).toBe(400);
    expect(await tags(server, token)).toContain('常客');
  });
});
