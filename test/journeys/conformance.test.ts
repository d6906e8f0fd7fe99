// The conformance suites, run as third parties run them: against this server, and against it with one thing wrong.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTuquan, type TestServer } from '../../src/testing/index.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
let server: TestServer;
beforeAll(async () => {
  server = await startTuquan();
}, 120_000);
afterAll(() => server.close());
afterEach(() => server.faults.clear());

interface Result {
  passed: number;
  failed: number;
  skipped: number;
  checks: { id: string; state: string; found: string | null }[];
}
/** The server runs in this process: it must be able to answer while the command asks. */
const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const all = [program, 'conformance', '--data', server.data, ...args];
    execFile(process.execPath, all, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
const json = async (...args: string[]) => JSON.parse((await run('--json', ...args)).stdout) as Result;
const failedIn = ({ checks }: Result) => checks.filter(({ state }) => state === 'failed').map(({ id }) => id);

describe('tuquan conformance', { timeout: 60_000 }, () => {
  it.each([
    ['wechatpay-v3', 19],
    ['wechat-mp', 17],
    ['ai-painting', 15],
    ['picture-space', 18],
  ])('%s: every check passes here', async (room, count) => {
    const { code, stdout } = await run('--room', room);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${count} passed, 0 failed, 0 skipped`)]);
    expect(stdout).toMatch(/^✓ 1\.1 /m);
  });

  it('one thing wrong fails the check that is about it, with what was found', async () => {
    server.faults.add({ route: '/v3/certificates', fault: 'signature-probe' });
    const pay = await json('--room', 'wechatpay-v3', '--only', '1,2');
    expect(failedIn(pay)).toEqual(['1.3']);
    expect(pay.checks.find(({ id }) => id === '1.3')?.found).toBe('the signature does not match the body');
    server.faults.clear();
    server.faults.add({ route: '/card/getcolors', fault: 'answer=-1' });
    expect(failedIn(await json('--room', 'wechat-mp', '--only', '3'))).toEqual(['3.1']);
    server.faults.clear();
    server.faults.add({ route: '/card/getcolors', fault: 'status=502' });
    const { code, stdout } = await run('--room', 'wechat-mp', '--only', '3.1');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/✗ 3\.1 [\s\S]*expected: 14 with name[\s\S]*found: {4}answered 502/),
    ]);
  });

  it('credentials by file and by option; what is missing is named with its meaning', async () => {
    const { appid, secret } = server.credentials.wechatMp;
    const file = join(server.data, 'mine.json');
    await writeFile(file, JSON.stringify({ appid }));
    const base = ['--room', 'wechat-mp', '--base-url', `${server.baseUrl}/`, '--credentials', file, '--only', '1.3'];
    expect((await run(...base, '--set', `secret=${secret}`)).code).toBe(0);
    const without = await run(...base);
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringMatching(/credential secret is missing.*\n[\s\S]*appid {2}id of the account/),
    ]);
    expect((await run('--room', 'taobao')).stderr).toContain('there are wechatpay-v3, wechat-mp, ai-painting');
    const away = await run('--room', 'wechat-mp', '--base-url', 'http://127.0.0.1:1');
    expect([away.code, away.stdout, away.stderr]).toEqual([1, '', expect.stringContaining('cannot be reached')]);
    const unreadable = await run('--room', 'wechat-mp', '--base-url', 'host');
    expect(unreadable.stderr).toContain('"host" is no address of a server; write it like https://host');
    const nothing = await run('--data', '/nowhere', '--room', 'picture-space');
    expect(nothing.stderr).toContain(
      'name the server with --base-url, e.g. https://host; /nowhere/sandbox.json has none',
    );
    const readOnly = await json('--room', 'wechat-mp', '--read-only', '--only', '4');
    expect([readOnly.skipped, readOnly.passed]).toEqual([3, 0]);
  });
});
