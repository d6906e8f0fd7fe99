import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/support/server.js';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.js';
import type { CodeMode } from '../domain/coupons/index.js';
import { cellsOf } from './code-lines.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const folder = makeTemporaryFolder();
let server: TestServer;
let account: string;
let made = 0;

beforeAll(async () => {
  server = await startTestServer();
  account = (await server.services.accounts.find('app', server.sandbox.wechatMp.appid))?.id ?? '';
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

async function card(codeMode: CodeMode = 'imported'): Promise<string> {
  made += 1;
  const now = server.services.clock.now();
  const { number } = await server.services.coupons.createOffer(account, {
    number: `list-${made}`,
    kind: 'gift',
    title: 'a gift',
    validity: { kind: 'range', from: now, until: now + 86_400_000 },
    stock: 0,
    codeMode,
    limits: { claimsPerHolder: null, redemptionsPerHolder: null, canShare: true, canGift: true },
    origin: 'api',
    presentation: '{}',
    review: 'approved',
    approveAt: null,
  });
  return number;
}

const write = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const args = (file: string, id: string) => ['codes', 'import', file, '--card', id, '--data', server.data, '--json'];
const run = (file: string, id: string) => {
  const done = spawnSync(process.execPath, [program, ...args(file, id)], { encoding: 'utf8' });
  return { ...done, result: done.status === 0 ? (JSON.parse(done.stdout) as Record<string, unknown>) : {} };
};

describe('tuquan codes import', () => {
  it('stores the codes of a text file beside a running server, and lists every line it did not take', async () => {
    const id = await card();
    const file = write('codes.txt', '\ufeffA-1\r\nA-2\r\n\r\n  A-3  \r\nbad code\r\nA-1\r\nA-4');
    expect(run(file, id).result).toMatchObject({ lines: 7, added: 4, duplicates: 1, rejected: 1 });
    expect(await server.services.coupons.countCodes(account, id)).toEqual({ stored: 4, left: 4 });
    expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toBe(
      'line,text,reason\n5,bad code,not a code\n6,A-1,known already\n',
    );
    expect(run(file, id).result).toMatchObject({ added: 0, duplicates: 5, rejected: 1 });
  });

  it('takes the column "code" of a CSV file, or the first one', async () => {
    const id = await card();
    const named = write('named.csv', 'batch,Code,note\n1,"B-1","say ""hi"""\n2,B-2,\n3,,none\n');
    expect(run(named, id).result).toMatchObject({ added: 2, duplicates: 0, rejected: 0 });
    const plain = write('plain.csv', 'B-3,x\nB-4,y\n');
    expect(run(plain, id).result).toMatchObject({ added: 2 });
    const { known } = await server.services.coupons.checkCodes(account, id, ['B-1', 'B-2', 'B-3', 'B-4', 'code']);
    expect(known).toEqual(['B-1', 'B-2', 'B-3', 'B-4']);
  });

  it('killed on its way it goes on where it was, and counts exactly', { timeout: 120_000 }, async () => {
    const id = await card();
    const count = 300_000;
    const file = write('many.txt', Array.from({ length: count }, (_, n) => `M${n}`).join('\n'));
    const child = spawn(process.execPath, [program, ...args(file, id)], { stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const text of child.stderr) {
      if (/[45]0 %/.test(String(text))) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const before = (await server.services.coupons.countCodes(account, id)).stored;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(count);
    const { result, stderr } = run(file, id);
    expect(stderr).toContain(`going on after line ${before}`);
    // Counted over both runs: nothing twice, nothing left out.
    expect(result).toMatchObject({ added: count, duplicates: 0, rejected: 0 });
    expect((await server.services.coupons.countCodes(account, id)).stored).toBe(count);
  });

  it('says what is wrong with a card or a file it cannot use', async () => {
    const file = write('one.txt', 'X-1\n');
    expect(run(file, 'no-such-card').stderr).toMatch(/there is no card no-such-card in /);
    expect(run(join(folder.path, 'nowhere.txt'), await card()).stderr).toMatch(/nowhere.txt is no file/);
    expect(run(file, await card('generated')).stderr).toMatch(/are drawn when it is claimed; it takes no list/);
  });
});

describe('a CSV line', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""x""",', ['say "x"', '']],
    ['', ['']],
    ['a "b",c', ['a "b"', 'c']],
  ])('%s has its cells', (line, cells) => {
    expect(cellsOf(line)).toEqual(cells);
  });
});
