import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ZipEntry, zipOf } from './zip.js';

async function archive(entries: readonly ZipEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const all = (async function* () {
    yield* entries;
  })();
  for await (const piece of zipOf(all)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const python = spawnSync('python3', ['--version']).status === 0;
if (!python) console.log('skipped: reading an archive with another program needs python3');

describe('an archive', () => {
  it.skipIf(!python)('is read by another program: names, bytes, times, checksums', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tuquan-zip-'));
    try {
      const at = Date.UTC(2026, 10, 22, 9, 30, 58);
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 251));
      const file = join(folder, 'a.zip');
      writeFileSync(
        file,
        await archive([
          { name: '咖啡/抠图.png', bytes, at },
          { name: 'empty.txt', bytes: Buffer.alloc(0), at },
          { name: 'failed.csv', bytes: Buffer.from('name,reason\r\n'), at: 0 },
        ]),
      );
      const script = `import zipfile,json,sys,hashlib
z=zipfile.ZipFile(sys.argv[1])
print(json.dumps([z.testzip(),[[i.filename,i.file_size,list(i.date_time),hashlib.sha256(z.read(i)).hexdigest()[:8]] for i in z.infolist()]]))`;
      const { stdout, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
      expect(stderr).toBe('');
      const [bad, listed] = JSON.parse(stdout) as [string | null, [string, number, number[], string][]];
      expect(bad).toBeNull();
      expect(listed.map(([name, size, time]) => [name, size, time])).toEqual([
        ['咖啡/抠图.png', 70_000, [2026, 11, 22, 9, 30, 58]],
        ['empty.txt', 0, [2026, 11, 22, 9, 30, 58]],
        ['failed.csv', 13, [1980, 1, 1, 0, 0, 0]],
      ]);
      expect(listed[1]?.[3]).toBe('e3b0c442');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('without entries is an archive still', async () => {
    expect((await archive([])).toString('latin1').startsWith('PK\u0005\u0006')).toBe(true);
  });
});
