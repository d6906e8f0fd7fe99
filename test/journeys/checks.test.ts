// Forged callbacks against careless and careful receivers, and the report of what a program has met.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from 'wechatpay-axios-plugin';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { startCoWechat } from '../conformance/wechat-mp/support/co-wechat-server.js';
import { composeTask, payClient, root, tasksPath } from '../support/pay-client.js';

// biome-ignore lint/suspicious/noExplicitAny: the package's own types are not of use here
const { Rsa, Aes, Formatter } = plugin as any;
const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));

let server: TestServer;
const open: Server[] = [];
beforeAll(async () => {
  server = await startTuquan();
}, 120_000);
afterAll(async () => {
  for (const each of open) each.close();
  await server.close();
});

type Json = Record<string, unknown>;
const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, json: (await answer.json()) as Json };
};
interface Forged {
  holes: number;
  careless: number;
  accounts: { results: { kind: string; verdict: string; taken: boolean }[] }[];
}
const forge = async (body: object): Promise<Forged> =>
  (await ask('POST', '/sandbox/callbacks/forge', body)).json as unknown as Forged;
const verdicts = ({ accounts }: Forged) =>
  Object.fromEntries(accounts.flatMap(({ results }) => results).map(({ kind, verdict }) => [kind, verdict]));

/** A merchant's receiver as the plugin's documentation has it written: serial, time, signature, then decryption. */
async function carefulReceiver(): Promise<string> {
  const { publicKeyId, publicKeyFile, platformSerial, platformCertificateFile, apiV3Key } =
    server.credentials.wechatPay;
  const keys: Record<string, Buffer> = {
    [publicKeyId]: readFileSync(publicKeyFile),
    [platformSerial as string]: readFileSync(platformCertificateFile as string),
  };
  const seen = new Set<string>();
  const receiver = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    const header = (name: string): string => String(request.headers[`wechatpay-${name}`] ?? '');
    const [time, nonce, key] = [header('timestamp'), header('nonce'), keys[header('serial')]];
    try {
      const message = Formatter.joinedByLineFeed(time, nonce, body);
      const good =
        key !== undefined &&
        Math.abs(server.clock.now() / 1000 - Number(time)) <= 300 &&
        !seen.has(nonce) &&
        Rsa.verify(message, header('signature'), Rsa.from(key, Rsa.KEY_TYPE_PUBLIC));
      if (!good) throw new Error('refused');
      seen.add(nonce);
      const { ciphertext, nonce: iv, associated_data } = JSON.parse(body).resource;
      Aes.AesGcm.decrypt(ciphertext, apiV3Key, iv, associated_data);
      response.writeHead(204).end();
    } catch {
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  open.push(receiver);
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notify`;
}

describe('forged callbacks of payments', { timeout: 60_000 }, () => {
  const point = async (url: string) => {
    const client = payClient(server.baseUrl, server.credentials.wechatPay as never);
    expect((await client.post(`${root}/notify-configs`, { notify_url: url })).status).toBe(200);
  };

  it('without a receiver there is nothing to forge to', async () => {
    const { status, json } = await ask('POST', '/sandbox/callbacks/forge', { section: 'wechatPay' });
    expect([status, json.error]).toEqual([400, expect.stringContaining('set its callback address first')]);
    expect((await ask('POST', '/sandbox/callbacks/forge', { section: 'nobody' })).status).toBe(400);
  });

  it('a careless receiver takes every one of them, and is told so', async () => {
    await point(server.callbacks.url);
    const forged = await forge({ section: 'wechatPay' });
    expect([forged.holes, forged.careless]).toEqual([8, 1]);
    expect(verdicts(forged)).toMatchObject({
      genuine: 'fine',
      'wrong-signature': 'hole',
      'foreign-key': 'hole',
      'unknown-serial': 'hole',
      'signature-probe': 'hole',
      unsigned: 'hole',
      'tampered-body': 'hole',
      undecryptable: 'hole',
      'stale-timestamp': 'hole',
      'replayed-nonce': 'careless',
    });
    const { json } = await ask('GET', '/sandbox/coverage');
    expect(json.holes).toHaveLength(8);
  });

  it('a careful one takes the genuine one only', async () => {
    await point(await carefulReceiver());
    const forged = await forge({ section: 'wechatPay' });
    expect(forged.accounts[0]?.results.filter(({ taken }) => taken).map(({ kind }) => kind)).toEqual(['genuine']);
    expect([forged.holes, forged.careless]).toEqual([0, 0]);
    expect((await ask('GET', '/sandbox/coverage')).json.holes).toEqual([]);
    expect((await ask('POST', '/sandbox/callbacks/forge', { kinds: ['no-such'] })).json.error).toContain(
      'there are genuine',
    );
  });

  it('tuquan forge ends with 1 when one is taken', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [program, 'forge', '--data', server.data, ...args]);
    expect((await run('--kind', 'wrong-signature,genuine')).stdout).toContain('0 taken that must be refused');
    await point(server.callbacks.url);
    await expect(run('--kind', 'wrong-signature')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('hole: the signature belongs to another text'),
    });
  });
});

describe('forged pushes', { timeout: 60_000 }, () => {
  it('co-wechat, unmodified, and a server that says success to everything', async () => {
    const { appid, token, encodingAesKey } = server.credentials.wechatMp;
    const careful = await startCoWechat({ token, appid, encodingAESKey: encodingAesKey });
    const point = async (url: string, style: string) => {
      const { user, password } = server.credentials.console;
      const answer = await fetch(`${server.baseUrl}/api/accounts/app/${appid}/message-server`, {
        method: 'PUT',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        },
        body: JSON.stringify({ url, style }),
      });
      expect(answer.status).toBe(200);
    };
    await point(careful.url, 'safe');
    const byLibrary = await forge({ section: 'wechatMp' });
    expect(verdicts(byLibrary)).toMatchObject({
      genuine: 'fine',
      'wrong-signature': 'fine',
      unsigned: 'fine',
      'tampered-body': 'fine',
      undecryptable: 'fine',
      // Found by this check: co-wechat 2.4.0 looks at neither the appid inside nor the time.
      'other-app': 'hole',
      'stale-timestamp': 'careless',
      'replayed-nonce': 'careless',
    });
    const careless = createServer((request, response) => {
      const echo = new URL(request.url ?? '/', 'http://localhost').searchParams.get('echostr');
      request.resume().once('end', () => response.end(echo ?? 'success'));
    });
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
    open.push(careless);
    await point(`http://127.0.0.1:${(careless.address() as AddressInfo).port}/`, 'safe');
    expect((await forge({ section: 'wechatMp' })).holes).toBe(5);
    await careful.close();
  });
});

describe('the report of what a program has met', { timeout: 60_000 }, () => {
  const met = async (id: string): Promise<number> => {
    const { items } = (await ask('GET', '/sandbox/coverage')).json as { items: { id: string; met: number }[] };
    const found = items.find((item) => item.id === id);
    if (found === undefined) throw new Error(`no item ${id}`);
    return found.met;
  };
  const exercise = (id: string) => ask('POST', '/sandbox/coverage/exercise', { id });

  it('operations, errors, retries, repetitions and new keys count once they are met, and can be brought about', async () => {
    const client = payClient(server.baseUrl, server.credentials.wechatPay as never);
    const operation = `wechatpay-v3/operation/POST ${tasksPath}`;
    const before = await met(operation);
    const repeated = await met('wechatpay-v3/repetition/any');
    const task = composeTask(server.credentials.wechatPay as never, 'coverage_1');
    expect(await met('wechatpay-v3/error/SYSTEM_ERROR')).toBe(0);
    expect((await client.post(tasksPath, task)).status).toBe(200);
    expect((await exercise('wechatpay-v3/error/SYSTEM_ERROR')).json.done).toContain('answer=SYSTEM_ERROR');
    expect((await client.post(tasksPath, task)).status).toBe(500);
    expect((await client.post(tasksPath, task)).status).toBe(200);
    expect(await met(operation)).toBe(before + 3);
    expect(await met('wechatpay-v3/error/SYSTEM_ERROR')).toBe(1);
    expect(await met('wechatpay-v3/retry/any')).toBe(1);
    expect(await met('wechatpay-v3/repetition/any')).toBe(repeated + 1);
    expect((await exercise('wechatpay-v3/new-key/any')).status).toBe(200);
    // The client knows the old key only, and says so; the server has answered it all the same.
    await expect(client.post(tasksPath, task)).rejects.toThrow('signed with the unknown key');
    expect(await met('wechatpay-v3/new-key/any')).toBe(1);
    await expect.poll(() => met('/callback/sent'), { timeout: 30_000 }).toBeGreaterThan(0);
    expect((await exercise(operation)).json.error).toContain('only the program itself can do that');
    expect((await exercise('wechatpay-v3/error/NONE')).status).toBe(404);
    server.faults.clear();
  });

  it('ends quietly when whoever reads it has gone', async () => {
    const child = spawn(process.execPath, [program, 'coverage', '--data', server.data], { stdio: 'pipe' });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.on('data', (text) => {
      complaints += text;
    });
    expect([await once(child, 'close'), complaints]).toEqual([[0, null], '']);
  });

  it('tuquan coverage prints what is missing and how to meet it', async () => {
    const run = promisify(execFile)(process.execPath, [program, 'coverage', '--missing', '--data', server.data]);
    const { stdout } = await run;
    expect(stdout).toMatch(
      /✗ +0 {2}wechat-mp\/error\/45009 .*\n *→ tuquan coverage --exercise "wechat-mp\/error\/45009"/,
    );
    expect(stdout).toMatch(/\d+ of \d+ met since /);
  });
});
