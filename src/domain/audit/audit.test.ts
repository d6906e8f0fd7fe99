// The chain against somebody who has the database in his hands.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import { sha256Hex } from '../../kernel/crypto.js';
import { type Act, type Audit, auditMigrations, createAudit, type Head, type Verdict } from './index.js';

const sealKey = 'ab'.repeat(32);
const entries = 12;
let file: string;
let head: Head;

const act = (n: number): Act => ({
  actor: `user-${n % 3}`,
  role: 'owner',
  action: n % 2 === 0 ? 'card.make' : 'code.redeem',
  subject: `subject-${n}`,
  account: 'shop',
  room: 'console',
  detail: { note: `note-${n}` },
});

async function opened<T>(work: (audit: Audit) => Promise<T>, keys = [sealKey]): Promise<T> {
  const database = await openSqlite(file, [new URL('./store.js', import.meta.url).href]);
  try {
    await database.migrate(auditMigrations);
    return await work(createAudit({ database, clock: new ManualClock(1_769_385_600_000), sealKeys: () => keys }));
  } finally {
    await database.close();
  }
}

/** Does what the file's owner could do with another program, then checks the log. */
async function tampered(sql: string, noted?: Head): Promise<Verdict> {
  const db = new Sqlite(file);
  db.exec(sql);
  db.close();
  return opened((audit) => audit.verify(noted));
}

beforeEach(async () => {
  file = join(temporaryFolder(), 'audit.db');
  head = await opened(async (audit) => {
    for (let n = 1; n <= entries; n++) await audit.record(act(n));
    return audit.head();
  });
});

describe('the audit log', () => {
  it('is whole as it was written, and its hashes can be made by any program', async () => {
    expect(await opened((audit) => audit.verify())).toEqual({ whole: true, entries, head, sealed: true });
    const rows = await opened((audit) => audit.list({}, 100));
    let previous = '0'.repeat(64);
    for (const e of rows.reverse()) {
      const fields = [e.sequence, e.at, e.actor, e.role, e.action, e.subject, e.account, e.room, e.detail, previous];
      expect(e.hash).toBe(sha256Hex(JSON.stringify(fields)));
      previous = e.hash;
    }
  });

  it('many writers at the same moment make one chain without a gap', async () => {
    await opened(async (audit) => {
      await Promise.all(Array.from({ length: 300 }, (_, n) => audit.record(act(n))));
      expect(await audit.verify()).toMatchObject({ whole: true, entries: entries + 300 });
    });
  });

  it('names the entry of which one byte of the file was changed', async () => {
    const bytes = readFileSync(file);
    const at = bytes.indexOf('{"note":"note-7"}');
    expect(bytes.indexOf('{"note":"note-7"}', at + 1)).toBe(-1);
    bytes[at + 10] = (bytes[at + 10] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await opened((audit) => audit.verify())).toMatchObject({ whole: false, sequence: 7, kind: 'edited' });
  });

  it('names the entry when any one column was changed', async () => {
    await opened(async (audit) => {
      const db = new Sqlite(file);
      const row = db.prepare('SELECT * FROM audit_entry WHERE sequence = 5').get() as Record<string, string | number>;
      for (const column of Object.keys(row).filter((name) => name !== 'sequence')) {
        const old = row[column] ?? '';
        const write = db.prepare(`UPDATE audit_entry SET ${column} = ? WHERE sequence = 5`);
        write.run(typeof old === 'number' ? old + 1 : `~${old.slice(1)}`);
        expect(await audit.verify(), column).toMatchObject({ whole: false, sequence: 5 });
        write.run(old);
      }
      db.close();
      expect(await audit.verify()).toMatchObject({ whole: true });
    });
  });

  it('names the entry that was removed, also when the later ones were moved up', async () => {
    expect(await tampered('DELETE FROM audit_entry WHERE sequence = 4')).toMatchObject({
      sequence: 4,
      kind: 'removed',
    });
    const closed =
      'UPDATE audit_entry SET sequence = sequence - 1 WHERE sequence > 4; UPDATE audit_head SET sequence = 11';
    expect(await tampered(closed)).toMatchObject({ whole: false, sequence: 4, kind: 'moved' });
  });

  it('names the first of two entries that changed places', async () => {
    const swap = `UPDATE audit_entry SET sequence = -1 WHERE sequence = 3;
      UPDATE audit_entry SET sequence = 3 WHERE sequence = 8; UPDATE audit_entry SET sequence = 8 WHERE sequence = -1`;
    expect(await tampered(swap)).toMatchObject({ whole: false, sequence: 3, kind: 'moved' });
  });

  it('says that the end is missing', async () => {
    const cut = 'DELETE FROM audit_entry WHERE sequence > 9';
    expect(await tampered(cut)).toMatchObject({ whole: false, sequence: 10, kind: 'cut-off' });
  });

  it('finds an end that was cut off together with the head: the seal cannot be made without the key', async () => {
    const cut = `DELETE FROM audit_entry WHERE sequence > 9; UPDATE audit_head SET sequence = 9,
      hash = (SELECT hash FROM audit_entry WHERE sequence = 9)`;
    expect(await tampered(cut)).toMatchObject({ whole: false, sequence: 9, kind: 'seal' });
  });

  it('put back to an earlier state, seal and all, does not contain a head that was noted elsewhere', async () => {
    const earlier = readFileSync(file);
    const noted = await opened(async (audit) => {
      await audit.record(act(13));
      return audit.head();
    });
    writeFileSync(file, earlier);
    expect(await opened((audit) => audit.verify())).toMatchObject({ whole: true });
    expect(await tampered('SELECT 1', noted)).toMatchObject({ whole: false, sequence: 13, kind: 'cut-off' });
    await opened((audit) => audit.record(act(99)));
    expect(await tampered('SELECT 1', noted)).toMatchObject({ whole: false, sequence: 13, kind: 'replaced' });
  });

  const other = 'cd'.repeat(32);
  it('is sealed anew when the key was changed and the older one is still known', async () => {
    await opened((audit) => audit.seal(), [other]);
    expect(await opened((audit) => audit.verify(), [other])).toMatchObject({ whole: false, kind: 'seal' });
    await opened((audit) => audit.seal(), [other, sealKey]);
    expect(await opened((audit) => audit.verify(), [other])).toMatchObject({ whole: true });
  });

  it('is not sealed anew by a change of the key when it was not whole before', async () => {
    await tampered(`DELETE FROM audit_entry WHERE sequence > 9; UPDATE audit_head SET sequence = 9,
      hash = (SELECT hash FROM audit_entry WHERE sequence = 9)`);
    await opened((audit) => audit.seal(), [other, sealKey]);
    expect(await opened((audit) => audit.verify(), [other, sealKey])).toMatchObject({ whole: false, kind: 'seal' });
  });

  it('is read newest first, by actor, by action or by its sort', async () => {
    await opened(async (audit) => {
      const sequences = async (filter: Parameters<Audit['list']>[0], limit = 100) =>
        (await audit.list(filter, limit)).map(({ sequence }) => sequence);
      expect(await sequences({}, 3)).toEqual([12, 11, 10]);
      expect(await sequences({ before: 10 }, 2)).toEqual([9, 8]);
      expect(await sequences({ actor: 'user-0' })).toEqual([12, 9, 6, 3]);
      expect(await sequences({ action: 'card.make', before: 7 })).toEqual([6, 4, 2]);
      expect(await sequences({ action: 'code.' }, 2)).toEqual([11, 9]);
      expect(await sequences({ subject: 'subject-5', account: 'shop' })).toEqual([5]);
    });
  });

  it('keeps texts of any length within bounds', async () => {
    await opened(async (audit) => {
      await audit.record({ ...act(1), subject: 'x'.repeat(10_000), detail: { much: 'y'.repeat(10_000) } });
      const [entry] = await audit.list({}, 1);
      expect(entry?.subject).toHaveLength(200);
      expect(entry?.detail).toBe('{"tooLong":10011}');
    });
  });
});
