// tuquan audit list · verify: shows who did what in a data folder, and proves that nobody changed the log.
// Must not know how entries are chained; the domain does.
import type { Head } from '../domain/audit/index.js';
import { type DataOption, withData } from './pictures.js';
import { startMeter } from './progress.js';

const pageSize = 200;

export interface ListOptions extends DataOption {
  count: string;
  actor?: string;
  action?: string;
  json?: boolean;
}

/** Newest first. @throws Error when `count` is no number */
export async function listAudit(options: ListOptions): Promise<void> {
  if (!/^[1-9]\d{0,8}$/.test(options.count)) throw new Error(`--count is "${options.count}", expected a whole number`);
  await withData(options, async ({ services: { audit } }) => {
    let left = Number(options.count);
    let before: number | undefined;
    while (left > 0) {
      const { actor, action } = options;
      const entries = await audit.list({ before, actor, action }, Math.min(left, pageSize));
      for (const entry of entries) {
        const at = new Date(entry.at).toISOString();
        const who = `${entry.actor} (${entry.role})`;
        const facts = [entry.action, entry.subject, entry.account && `of ${entry.account}`].filter(Boolean).join(' ');
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ ...entry, at, detail: JSON.parse(entry.detail) as unknown })}\n`
            : `${entry.sequence}  ${at}  ${who}  ${facts}  ${entry.detail === '{}' ? '' : entry.detail}\n`,
        );
      }
      left -= entries.length;
      before = entries.at(-1)?.sequence;
      if (entries.length < pageSize) break;
    }
  });
}

function headIn(text: string | undefined): Head | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new Error(`--head is "${text}", expected SEQUENCE:HASH as an earlier check printed it`);
  }
  return { sequence: Number(sequence), hash };
}

/** Exit status 1 when an entry is not as it was written. @throws Error when `head` cannot be read */
export async function verifyAudit(options: DataOption & { head?: string; json?: boolean }): Promise<void> {
  const noted = headIn(options.head);
  await withData(options, async ({ services: { audit } }) => {
    const { sequence } = await audit.head();
    const meter = options.json ? null : startMeter(sequence, 'checking');
    const verdict = await audit.verify(noted, (reached) => meter?.reach(reached, `entry ${reached}`));
    meter?.finish();
    if (!verdict.whole) process.exitCode = 1;
    if (options.json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
    else if (verdict.whole) {
      const { head, entries, sealed } = verdict;
      process.stdout.write(
        `${entries} entries, each as it was written${sealed ? '; the head carries this server’s seal' : ''}\n` +
          `head ${head.sequence}:${head.hash}\nkeep this line elsewhere: --head proves later that no entry up to it was replaced\n`,
      );
    } else process.stderr.write(`entry ${verdict.sequence}: ${verdict.text}\n`);
  });
}
