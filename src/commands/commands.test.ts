import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payClient } from '../../test/support/pay-client.js';
import { startTestServer, type WechatPaySandbox } from '../../test/support/server.js';
import { yuanToFen } from './compose.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuquan-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tuquan = (...args: string[]): { status: number | null; out: string; err: string } => {
  const done = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
};

describe('tuquan compose', () => {
  it('draws one coupon from options and says what it drew', async () => {
    const done = tuquan(
      'compose',
      '--brand',
      '图券咖啡',
      '--threshold',
      '100',
      '--reduce',
      '20',
      '-o',
      'one.png',
      '--json',
    );
    expect(done).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(done.out)).toMatchObject({
      ok: true,
      output: 'one.png',
      width: 1080,
      wording: { headline: '满100减20' },
    });
    expect(await sharp(join(folder, 'one.png')).metadata()).toMatchObject({ format: 'png', width: 1080, height: 1080 });
  });

  it('draws a folder of coupon files, reports the broken one and ends with status 1', () => {
    const offer = { kind: 'percent-off', thresholdFen: 0, percentOff: 15 };
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ brandName: '甲', offer }));
    writeFileSync(join(folder, 'b.json'), '{"offer":');
    const done = tuquan('compose', folder, '-o', join(folder, 'out'), '--json');
    const lines = done.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; ok: boolean; error?: string });
    expect(done.status).toBe(1);
    expect(lines.map(({ ok }) => ok)).toEqual([true, false]);
    expect(lines[1]?.error).toMatch(/JSON/);
    expect(
      readFileSync(join(folder, 'out', 'a.png'))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it.each([
    [['compose'], 'name one offer'],
    [['compose', '--reduce', '1.234'], 'expected an amount in yuan'],
    [['compose', '--reduce', '1', '--scope', 'some'], 'expected all, single or category'],
    [['compose', '--reduce', '1', '--layout', 'nice'], 'expected one of'],
    [['compose', 'nowhere.json'], 'does not exist'],
  ])('%j ends with status 1 and a sentence', (args, text) => {
    const done = tuquan(...args);
    expect(done.status).toBe(1);
    expect(done.err).toContain(text);
  });

  it('amounts in yuan become whole fen', () => {
    expect([yuanToFen('20', ''), yuanToFen('19.9', ''), yuanToFen('0.01', '')]).toEqual([2000, 1990, 1]);
  });
});

describe('tuquan cutout', () => {
  it('cuts a folder of photos out and names the one that shows nothing', async () => {
    const photos = join(folder, 'photos');
    const draw = (shape: string) =>
      sharp(
        Buffer.from(`<svg width="500" height="500"><rect width="500" height="500" fill="#fff"/>${shape}</svg>`),
      ).jpeg();
    await import('node:fs/promises').then((fs) => fs.mkdir(photos));
    await draw('<rect x="120" y="110" width="260" height="280" rx="40" fill="#246"/>').toFile(join(photos, 'box.jpg'));
    await draw('').toFile(join(photos, 'empty.jpg'));
    const done = tuquan('cutout', photos, '-o', join(folder, 'cut'), '--json');
    const lines = done.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; ok: boolean; error?: string });
    expect(lines.map(({ ok }) => ok)).toEqual([true, false]);
    expect(lines[1]?.error).toMatch(/nothing stands out/);
    expect(done.status).toBe(1);
    const { hasAlpha, width } = await sharp(join(folder, 'cut', 'box.cutout.png')).metadata();
    expect([hasAlpha, width]).toEqual([true, 1080]);
  });

  it('a model file that is not there is named together with the way to get it', () => {
    const done = tuquan('cutout', join(folder, 'one.png'), '--model', 'nowhere.onnx');
    expect(done.status).toBe(1);
    expect(done.err).toContain('nowhere.onnx');
  });
});

describe('tuquan account add', () => {
  it('an added account signs requests with what was written for it, and its answers verify', async () => {
    const data = join(folder, 'data');
    const add = ['account', 'add', 'wechatpay-v3', '--data', data, '--kind', 'partner', '--number', '1900000001'];
    const done = tuquan(...add, '--name', '某服务商', '--brands', '120344', '-o', join(folder, 'client'));
    expect(done).toMatchObject({ status: 0 });
    const section = JSON.parse(readFileSync(join(folder, 'client', 'account.json'), 'utf8')) as WechatPaySandbox;
    const server = await startTestServer({ data });
    try {
      const answer = await payClient(server.baseUrl, section).get('/v3/certificates');
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(section.platformSerial);
    } finally {
      await server.close();
    }
    expect(tuquan(...add, '--name', 'x')).toMatchObject({
      status: 1,
      err: expect.stringContaining('already a partner account'),
    });
  });

  it.each([
    [['nowhere', '--kind', 'partner', '--number', '1', '--name', 'x'], 'expected one of wechatpay-v3'],
    [['wechatpay-v3', '--kind', 'boss', '--number', '1', '--name', 'x'], 'expected partner or brand'],
    [['wechatpay-v3', '--kind', 'brand', '--number', 'abc', '--name', 'x'], 'expected digits'],
  ])('%j is refused with a sentence', (args, text) => {
    const done = tuquan('account', 'add', ...args, '--data', join(folder, 'other'));
    expect(done.status).toBe(1);
    expect(done.err).toContain(text);
  });
});

describe('tuquan serve', () => {
  it('a wrong setting ends the start with the key, the value and what was expected', () => {
    const done = tuquan('serve', '--port', 'http');
    expect(done.status).toBe(1);
    expect(done.err).toContain('TUQUAN_PORT is "http", expected a whole number');
  });
});
