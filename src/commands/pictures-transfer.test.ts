import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTemporaryFolder, temporaryFolder } from '../../test/support/temporary-folder.js';

/** Each test starts several processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 120_000 });

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
let folder: string;
let data: string;

function tuquan(...args: string[]) {
  const done = spawnSync(process.execPath, [program, ...args, '--data', data], { cwd: folder, encoding: 'utf8' });
  return { status: done.status, out: done.stdout, err: done.stderr };
}
const result = (out: string): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;

let serial = 0;
/** A small picture unlike all before it. */
const picture = (format: 'jpeg' | 'png' | 'webp' = 'png'): Promise<Buffer> => {
  serial += 1;
  const background = { r: serial & 255, g: (serial * 37) & 255, b: (serial >> 8) & 255 };
  return sharp({ create: { width: 24, height: 16 + (serial % 5), channels: 3, background } })
    .toFormat(format)
    .toBuffer();
};

function write(path: string, bytes: Uint8Array | string): void {
  const full = join(folder, 'photos', path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, bytes);
}

/** Titles with the names of their categories. */
function stored(): string[] {
  const db = new Sqlite(join(data, 'tuquan.db'), { readonly: true });
  try {
    const rows = db
      .prepare(
        `SELECT p.title, c.name, o.name AS above FROM picture p
         LEFT JOIN picture_category c ON c.library_id = p.library_id AND c.number = p.category
         LEFT JOIN picture_category o ON o.library_id = p.library_id AND o.number = c.parent WHERE p.binned_at IS NULL`,
      )
      .all() as { title: string; name: string | null; above: string | null }[];
    return rows.map(({ title, name, above }) => [above, name, title].filter((part) => part !== null).join('/')).sort();
  } finally {
    db.close();
  }
}

/** A data folder with the account of a shop. */
const fresh = makeTemporaryFolder();
beforeAll(() => {
  [folder, data] = [fresh.path, join(fresh.path, 'data')];
  const made = tuquan('account', 'add', 'picture-space', '--kind', 'shop', '--number', '888', '--name', '茶铺');
  expect([made.status, made.err]).toEqual([0, '']);
});
afterAll(() => fresh.remove());
beforeEach(() => {
  folder = temporaryFolder();
  data = join(folder, 'data');
  cpSync(join(fresh.path, 'data'), data, { recursive: true });
});

describe('tuquan pictures import', () => {
  it('takes a folder with its folders as categories, and names every file it did not take with the reason', async () => {
    write('红茶.png', await picture());
    write('宝贝图片/杯子.jpg', await picture('jpeg'));
    write('夏季/新品/冰茶.png', await picture());
    const twice = await picture();
    write('夏季/a.png', twice);
    write('夏季/b.png', twice);
    write('夏季/冰茶.png', await picture());
    write('夏季/冰茶.gif', await picture());
    write('notes.txt', 'no picture, and longer than twelve bytes');
    write('empty.png', '');
    write(
      'cut.jpg',
      (
        await sharp(await picture())
          .resize(800, 800)
          .jpeg()
          .toBuffer()
      ).subarray(0, 900),
    );
    write('modern.webp', await picture('webp'));
    write('large.jpg', Buffer.concat([await picture('jpeg'), Buffer.alloc(3 * 1024 * 1024)]));
    write('一/二/三/deep.png', await picture());
    write('一个远远超过了二十个字符的分类名称/x.png', await picture());
    write('.hidden.png', await picture());
    symlinkSync('/etc/passwd', join(folder, 'photos', 'link.png'));

    const first = tuquan('pictures', 'import', 'photos', '--library', '888', '--json');
    expect(first.status).toBe(1);
    expect(result(first.out)).toMatchObject({ files: 15, added: 6, known: 1, rejected: 8 });
    expect(first.err).toContain('importing 100 %');
    const titles = stored();
    expect(titles.filter((title) => !/[ab]$/.test(title))).toEqual(
      ['红茶', '宝贝图片/杯子', '夏季/新品/冰茶', '夏季/冰茶', '夏季/冰茶(1)'].sort(),
    );
    const report = readFileSync(join(folder, 'photos.rejects.csv'), 'utf8');
    const reasonOf = (file: string): string =>
      report.split('\n').find((line) => line.startsWith(`${file},`) || line.startsWith(`"${file}"`)) ?? '';
    expect(reasonOf('notes.txt')).toContain('do not begin like any picture');
    expect(reasonOf('empty.png')).toContain('is empty');
    expect(reasonOf('cut.jpg')).toContain('cannot be read');
    expect(reasonOf('modern.webp')).toContain('a webp picture');
    expect(reasonOf('large.jpg')).toContain('more than 3145728 bytes');
    expect(reasonOf('一/二/三/deep.png')).toContain('two levels');
    expect(reasonOf('一个远远超过了二十个字符的分类名称/x.png')).toContain('no name for a category');
    expect(reasonOf('link.png')).toContain('link');
    expect(report.trim().split('\n').length).toBe(9);

    const again = tuquan('pictures', 'import', 'photos', '--library', '888', '--json');
    expect(result(again.out)).toMatchObject({ files: 15, added: 0, known: 7, rejected: 8 });
    expect(stored()).toEqual(titles);
    expect(readFileSync(join(folder, 'photos.rejects.csv'), 'utf8').trim().split('\n').length).toBe(9);
  });

  it('puts all of them into one category when told, and leaves no report when all were taken', async () => {
    write('x/y/z/a.png', await picture());
    write('b.png', await picture());
    writeFileSync(join(folder, 'photos.rejects.csv'), 'of an earlier run');
    const done = tuquan('pictures', 'import', 'photos', '--library', '888', '--category', '2');
    expect([done.status, done.out]).toEqual([
      0,
      expect.stringContaining('2 pictures added, 0 known already, 0 not taken'),
    ]);
    expect(stored()).toEqual(['宝贝图片/a', '宝贝图片/b']);
    expect(existsSync(join(folder, 'photos.rejects.csv'))).toBe(false);
  });

  it('says what is wrong with its arguments', async () => {
    write('a.png', await picture());
    const wrong = (args: string[]): string => {
      const done = tuquan('pictures', 'import', ...args);
      expect([done.status, done.out]).toEqual([1, '']);
      return done.err;
    };
    expect(wrong(['nowhere', '--library', '888'])).toContain('nowhere is no folder');
    expect(wrong(['photos', '--library', '999'])).toContain('no shop account 999');
    expect(wrong(['photos', '--library', '888', '--kind', 'brand'])).toContain('expected one of shop');
    expect(wrong(['photos', '--library', '888', '--category', '77'])).toContain('no category 77');
  });

  it('killed again and again, it goes on each time: every picture once, none lost', async () => {
    const many = 400;
    for (let n = 0; n < many; n += 1) write(`${n % 3}/${n}.png`, await picture());
    let reached = 0;
    for (let kill = 0; kill < 4; kill += 1) {
      const args = [program, 'pictures', 'import', 'photos', '--library', '888', '--data', data];
      const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      const ended = once(child, 'exit');
      // The next kill comes later in the work than the one before it: its progress line is waited for.
      const wanted = `importing ${20 * (kill + 1)} %`;
      let said = '';
      child.stderr.on('data', (text) => {
        said += String(text);
        if (said.includes(wanted)) child.kill('SIGKILL');
      });
      expect(await ended).toEqual([null, 'SIGKILL']);
      const now = stored().length;
      expect(now).toBeGreaterThanOrEqual(reached);
      expect(now).toBeLessThan(many);
      reached = now;
    }
    expect(reached).toBeGreaterThanOrEqual(many * 0.7);
    const last = tuquan('pictures', 'import', 'photos', '--library', '888', '--json');
    expect(result(last.out)).toMatchObject({ files: many, added: many - reached, known: reached, rejected: 0 });
    expect(stored()).toEqual(Array.from({ length: many }, (_, n) => `${n % 3}/${n}`).sort());
    expect(tuquan('pictures', 'scrub', '--json').status).toBe(0);
  });
});

describe('tuquan pictures export', () => {
  it('writes what import takes: byte for byte, category for category, and goes on where it was', async () => {
    const sources: Record<string, Buffer> = {
      '红茶.png': await picture(),
      '夏季/冰茶.png': await picture(),
      '夏季/新品/冰茶.jpg': await picture('jpeg'),
    };
    for (const [path, bytes] of Object.entries(sources)) write(path, bytes);
    expect(tuquan('pictures', 'import', 'photos', '--library', '888').status).toBe(0);
    const first = tuquan('pictures', 'export', 'copy', '--library', '888', '--json');
    expect(result(first.out)).toMatchObject({ written: 3, there: 0, failed: 0 });
    for (const [path, bytes] of Object.entries(sources)) {
      expect(readFileSync(join(folder, 'copy', path)).equals(bytes)).toBe(true);
    }
    const list = readFileSync(join(folder, 'copy.csv'), 'utf8').trim().split('\n');
    expect(list[0]).toBe('file,number,title,category,address,bytes,md5,device,state,created');
    expect(list.length).toBe(4);

    writeFileSync(join(folder, 'copy', '红茶.png'), 'spoilt');
    const again = tuquan('pictures', 'export', 'copy', '--library', '888', '--json');
    expect(result(again.out)).toMatchObject({ written: 1, there: 2, failed: 0 });
    expect(readFileSync(join(folder, 'copy', '红茶.png')).equals(sources['红茶.png'] as Buffer)).toBe(true);
    const leftovers = readdirSync(join(folder, 'copy'), { recursive: true }).filter((name) =>
      String(name).endsWith('.part'),
    );
    expect(leftovers).toEqual([]);

    rmSync(data, { recursive: true });
    tuquan('account', 'add', 'picture-space', '--kind', 'shop', '--number', '889', '--name', '新店', '-o', 'other');
    expect(tuquan('pictures', 'import', 'copy', '--library', '889').status).toBe(0);
    expect(stored()).toEqual(['红茶', '夏季/冰茶', '夏季/新品/冰茶'].sort());
  });

  it('says which picture has lost its bytes, and writes the others', async () => {
    write('a.png', await picture());
    write('b.png', await picture());
    tuquan('pictures', 'import', 'photos', '--library', '888');
    const db = new Sqlite(join(data, 'tuquan.db'), { readonly: true });
    const { blob } = db.prepare(`SELECT blob FROM picture WHERE title = 'a'`).get() as { blob: string };
    db.close();
    writeFileSync(join(data, 'blobs', blob.slice(0, 2), blob), 'altered');
    const done = tuquan('pictures', 'export', 'copy', '--library', '888', '--json');
    expect([done.status, result(done.out)]).toMatchObject([1, { written: 1, failed: 1 }]);
    expect(done.err).toContain('“a” was not written: its bytes are not the ones that were stored');
    expect(readdirSync(join(folder, 'copy')).filter((name) => name.endsWith('.png'))).toEqual(['b.png']);
  });
});
