// Backups of a server that is being used, and what becomes of them elsewhere.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../src/wiring/migrations.js';
import { databaseEnvironment, dropDatabaseOf, onPostgres } from '../support/database.js';
import { composeTask, payClient, queryPath, root, tasksPath } from '../support/pay-client.js';
import { hasPostgres, newDatabase, type TestDatabase } from '../support/postgres.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import { startTestServer } from '../support/server.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });
const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const folder = makeTemporaryFolder();
const at = (name: string): string => join(folder.path, name);
const data = at('data');
const copy = at('copy');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
type Environment = Record<string, string>;
const tuquan = (args: string[], env: Environment = {}): Promise<Ended> =>
  new Promise((resolve) =>
    execFile(process.execPath, [program, ...args], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    ),
  );
const backupAgain = async (...args: string[]): Promise<Ended> =>
  tuquan(['backup', '--to', copy, '--data', data, '--json', ...args], await databaseEnvironment(data));

let server: ServerProcess;
let database: TestDatabase | undefined;
const tasks: string[] = [];
const pictures = new Map<string, Buffer>();
/** What had been acknowledged when the backup was begun. */
let before: { tasks: number; pictures: number };
let made: Ended;

const noise = (): Promise<Buffer> =>
  sharp(randomBytes(64 * 64 * 3), { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();

beforeAll(async () => {
  // Acknowledging is what is looked at; the tasks themselves may wait.
  server = await startProcess(data, { TUQUAN_ROLE: 'api' });
  const { wechatPay } = server.sandbox();
  const client = payClient(server.baseUrl, wechatPay);
  let going = true;
  let number = 0;
  const load = async (): Promise<void> => {
    while (going) {
      number += 1;
      const id = `backup_${number}`;
      const [task, upload] = [
        await client.post(tasksPath, composeTask(wechatPay, id)),
        await noise().then(async (bytes) => ({
          bytes,
          answer: await client.upload(`${root}/media/upload-image`, 'a.png', bytes),
        })),
      ];
      if (task.status === 200) tasks.push(id);
      if (upload.answer.status === 200) {
        pictures.set((JSON.parse(upload.answer.body) as { image_url: string }).image_url, upload.bytes);
      }
    }
  };
  const clients = [load(), load(), load(), load()];
  while (tasks.length < 40 || pictures.size < 40) await new Promise((resolve) => setTimeout(resolve, 20));
  before = { tasks: tasks.length, pictures: pictures.size };
  made = await backupAgain('--with-key');
  going = false;
  await Promise.all(clients);
}, 120_000);
afterAll(async () => {
  await server.kill();
  await dropDatabaseOf(data);
  await database?.drop();
  folder.remove();
});

describe('a backup made under load', () => {
  it('ends well while requests go on being acknowledged', () => {
    expect(made.code, made.err).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ failed: [], blobs: { count: expect.any(Number) } });
    expect(tasks.length).toBeGreaterThan(before.tasks);
  });

  const engines = ['the embedded database', ...(hasPostgres() ? ['PostgreSQL'] : [])];
  it.each(engines)(
    'restored into %s has every task and every picture that was acknowledged before it began, byte for byte',
    async (engine) => {
      if (engine === 'PostgreSQL') database = await newDatabase();
      const env: Environment = { TUQUAN_DATABASE_URL: database?.url ?? '' };
      const to = at(`restored into ${engine}`);
      const restored = await tuquan(['restore', '--from', copy, '--data', to, '--json'], env);
      expect(restored.code, restored.err).toBe(0);
      expect(existsSync(join(to, 'tuquan.db'))).toBe(database === undefined);
      const again = await startTestServer({ data: to, env });
      try {
        const client = payClient(again.baseUrl, again.sandbox.wechatPay);
        expect(again.sandbox.wechatPay.mchid).toBe(server.sandbox().wechatPay.mchid);
        for (const id of tasks.slice(0, before.tasks)) {
          const answer = await client.get(queryPath(again.sandbox.wechatPay, id, 'COMBINE_IMAGE'));
          expect(answer.status, `${id}: ${answer.body}`).toBe(200);
        }
        for (const [url, bytes] of [...pictures].slice(0, before.pictures)) {
          const answer = await fetch(`${again.baseUrl}${new URL(url).pathname}`);
          expect(Buffer.from(await answer.arrayBuffer()).equals(bytes), url).toBe(true);
        }
        for await (const { id, found } of again.tuquan.scrub.pictures()) expect([id, found]).toEqual([id, 'whole']);
        expect(await again.services.audit.verify()).toMatchObject({ whole: true });
      } finally {
        await again.close();
      }
    },
  );

  it('made again into the same folder copies only the pictures that are new', async () => {
    await server.kill();
    const second = await backupAgain();
    expect(second.code, second.err).toBe(0);
    const third = await backupAgain();
    const [later, last] = [second, third].map(
      ({ out }) => JSON.parse(out) as { copied: number; blobs: { count: number } },
    );
    expect(later?.blobs.count).toBeGreaterThanOrEqual(pictures.size);
    expect(last).toMatchObject({ copied: 0, blobs: later?.blobs });
  });
});

describe('restoring', () => {
  const restoreOf = (from: string, to = at(`to-${randomBytes(4).toString('hex')}`), env: Environment = {}) =>
    tuquan(['restore', '--from', from, '--data', to], env).then((ended) => ({ ...ended, to }));
  const damaged = (name: string): string => {
    cpSync(copy, at(name), { recursive: true });
    return at(name);
  };

  it('refuses a folder that holds anything, and leaves it as it was', async () => {
    writeFileSync(at('precious'), 'x');
    const { code, err } = await restoreOf(copy, folder.path);
    expect([code, err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(readFileSync(at('precious'), 'utf8')).toBe('x');
  });

  it.skipIf(!hasPostgres())('refuses a database that holds anything', async () => {
    const { code, err, to } = await restoreOf(copy, undefined, { TUQUAN_DATABASE_URL: database?.url ?? '' });
    expect([code, err]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(existsSync(to)).toBe(false);
  });

  it('names the picture of which a byte was changed or that is gone, and makes no data folder', async () => {
    const from = damaged('spoilt');
    // Most folders are empty: all there can be are made with the first blob.
    const kept = readdirSync(join(from, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const [altered = '', gone = ''] = kept.map((entry) => join(entry.parentPath, entry.name));
    const bytes = readFileSync(altered);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    writeFileSync(altered, bytes);
    rmSync(gone);
    const { code, err, to } = await restoreOf(from);
    expect(code).toBe(1);
    expect(err).toContain(`${altered.split('/').at(-1)} is altered`);
    expect(err).toContain(`${gone.split('/').at(-1)} is missing`);
    expect(existsSync(to)).toBe(false);
  });

  it('refuses a database of which a byte was changed, a backup that is not whole, and one of a newer version', async () => {
    const from = damaged('other');
    const file = join(from, 'tuquan.db');
    const bytes = readFileSync(file);
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect((await restoreOf(from)).err).toContain('is not what was backed up');
    const description = join(from, 'backup.json');
    const facts = JSON.parse(readFileSync(description, 'utf8')) as { schema: string[] };
    writeFileSync(description, JSON.stringify({ ...facts, schema: [...facts.schema, '9999-later'] }));
    expect((await restoreOf(from)).err).toContain('9999-later');
    expect((await restoreOf(join(from, 'blobs'))).err).toContain('is no whole backup');
  });
});

describe.skipIf(onPostgres)('the list of what refers to bytes', () => {
  it('is all there is: no other column of the schema holds keys of blobs', () => {
    const db = new Sqlite(':memory:');
    for (const { statements } of [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      for (const statement of statements) db.exec(statement);
    }
    const columns = db
      .prepare(
        `SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND (c.name LIKE '%blob%' OR c.name LIKE '%logo%') ORDER BY 1`,
      )
      .pluck()
      .all();
    expect(columns).toEqual(['account.logo', 'picture.blob', 'temporary_media.blob']);
  });
});
