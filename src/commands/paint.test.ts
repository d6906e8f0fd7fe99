import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/temporary-folder.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));

const paint = (folder: string, ...args: string[]): { status: number | null; out: string; err: string } => {
  const done = spawnSync(process.execPath, [program, 'paint', ...args], { cwd: folder, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
};

describe('tuquan paint', () => {
  it('paints each picture at exactly its size, labelled, and the same seed gives the same bytes', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder();
    const args = ['一只橘猫', '--style', '油画', '--size', '256*384', '--num', '2', '--seed', '7', '--json'];
    const done = paint(folder, ...args, '-o', 'one');
    expect(done).toMatchObject({ status: 0, err: '' });
    const lines = done.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { output: string; shows: unknown });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      ok: true,
      output: 'one/油画-7.png',
      width: 256,
      height: 384,
      shows: { style: '油画' },
    });
    for (const { output } of lines) {
      expect(await sharp(join(folder, output)).metadata()).toMatchObject({ width: 256, height: 384, format: 'png' });
      expect(readFileSync(join(folder, output)).includes('"ContentProducer":"Tuquan"')).toBe(true);
    }
    expect(paint(folder, ...args, '-o', 'two').status).toBe(0);
    for (const { output } of lines) {
      const again = readFileSync(join(folder, output.replace('one', 'two')));
      expect(readFileSync(join(folder, output)).equals(again)).toBe(true);
    }
  });

  it.each([
    [['睡莲', '--style', '水墨'], '--style is "水墨"; expected one of 探索无限, 古风'],
    [['睡莲', '--size', '10'], '--size is "10"'],
    [['睡莲', '--num', '7'], '--num is "7"; expected a whole number from 1 to 6'],
    [['  '], 'the text is empty'],
    [['色情图片'], 'refused by the rule sexual'],
  ])('%j is refused with a reason', (args, reason) => {
    const done = paint(temporaryFolder(), ...args);
    expect(done.status).toBe(1);
    expect(done.err).toContain(reason);
  });
});
