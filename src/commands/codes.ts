// tuquan codes import: a list of codes into a card, with a report of the lines that were not imported.
// Must not decide which codes are known; the domain does, and remembers how far a list has been read.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isCode, refusalOf } from '../domain/coupons/index.js';
import { systemClock } from '../kernel/clock.js';
import { isDomainError } from '../kernel/errors.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog } from '../kernel/log.js';
import { readSettings } from '../settings.js';
import { createTuquan } from '../wiring.js';
import { type CodeLine, readCodeLines } from './code-lines.js';
import { startMeter } from './progress.js';

export interface ImportOptions {
  card: string;
  rejects?: string;
  json?: boolean;
  data?: string;
}

/** Lines of one transaction: a running server waits for it, so it is short. */
const linesPerBatch = 2_000;
/** Batches that may be under way at once: one is written while the next one is read. */
const mostUnderWay = 2;

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The report of lines that were not imported; made with the first of them. */
class Rejects {
  readonly #path: string;
  readonly #append: boolean;
  #stream: WriteStream | undefined;
  count = 0;

  constructor(path: string, append: boolean) {
    this.#path = path;
    this.#append = append;
  }

  async add(lines: readonly (CodeLine & { reason: string })[]): Promise<void> {
    if (lines.length === 0) return;
    if (this.#stream === undefined) {
      this.#stream = createWriteStream(this.#path, { flags: this.#append ? 'a' : 'w' });
      if (!this.#append) this.#stream.write('line,text,reason\n');
    }
    this.count += lines.length;
    const text = lines.map(({ line, text, reason }) => `${line},${cell(text.slice(0, 200))},${reason}\n`).join('');
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await once(this.#stream, 'finish');
  }
}

/** @throws Error naming the file or the card that does not exist, or another import of the same list that is going on */
export async function importCodes(path: string, options: ImportOptions): Promise<void> {
  const facts = await stat(path).catch(() => null);
  if (facts === null || !facts.isFile()) throw new Error(`${path} is no file`);
  const settings = readSettings({ TUQUAN_DATA: options.data }, process.env);
  const log = createLog('warn', process.stderr.isTTY === true);
  const tuquan = await createTuquan(settings, {
    clock: systemClock,
    random: systemRandom,
    log,
    environment: process.env,
  });
  try {
    const { coupons } = tuquan.services;
    const offer = await coupons.offerByNumber(options.card).catch(() => null);
    if (offer === null) throw new Error(`there is no card ${options.card} in ${settings.data}`);
    if (offer.codeMode === 'generated') {
      throw new Error(`the codes of card ${options.card} are drawn when it is claimed; it takes no list`);
    }
    const state = await coupons.beginImport(offer.accountId, offer.number, await digestOf(path));
    const begun = performance.now();
    const total = { added: state.added, duplicates: state.duplicates, rejected: state.rejected };
    const reportFile = options.rejects ?? `${path}.rejects.csv`;
    const rejects = new Rejects(reportFile, state.line > 0);
    if (state.line > 0) {
      process.stderr.write(
        `going on after line ${state.line}; the report may lack lines shortly before it that were rejected\n`,
      );
    }
    const meter = startMeter(facts.size, 'importing');
    const underWay: Promise<void>[] = [];
    let from = state.line;
    let lines = 0;

    const store = async (batch: readonly CodeLine[], last: boolean): Promise<void> => {
      const good: CodeLine[] = [];
      const bad: (CodeLine & { reason: string })[] = [];
      for (const each of batch) {
        if (each.text === '') continue;
        if (isCode(each.text)) good.push(each);
        else bad.push({ ...each, reason: 'not a code' });
      }
      const to = batch.at(-1)?.line ?? from;
      const step = { id: state.id, from, to, codes: good.map(({ text }) => text), rejected: bad.length, last };
      from = to;
      const known = await coupons.continueImport(step);
      total.added += good.length - known.length;
      total.duplicates += known.length;
      total.rejected += bad.length;
      for (const place of known) {
        const each = good[place];
        if (each !== undefined) bad.push({ ...each, reason: 'known already' });
      }
      bad.sort((a, b) => a.line - b.line);
      await rejects.add(bad);
      meter.reach(batch.at(-1)?.bytes ?? facts.size, `${to} lines`);
    };

    let previous: CodeLine[] | null = null;
    const begin = async (batch: readonly CodeLine[], last: boolean): Promise<void> => {
      const work = store(batch, last);
      // Awaited below; until then a failure is nobody's unhandled rejection.
      work.catch(() => undefined);
      underWay.push(work);
      if (underWay.length >= mostUnderWay) await underWay.shift();
    };
    try {
      for await (const batch of readCodeLines(path, linesPerBatch)) {
        lines += batch.length;
        const rest = batch.filter(({ line }) => line > state.line);
        if (previous !== null) await begin(previous, false);
        previous = rest.length > 0 ? rest : null;
      }
      await begin(previous ?? [], true);
      for (const work of underWay) await work;
    } catch (error) {
      if (isDomainError(error) && error.code === 'CONFLICT' && refusalOf(error) === null) {
        throw new Error(
          'another process is importing the same list into this card; wait for it, or end it and try again',
        );
      }
      throw error;
    } finally {
      await rejects.close();
      meter.finish();
    }
    const seconds = (performance.now() - begun) / 1000;
    if (options.json === true) {
      const report = rejects.count > 0 ? reportFile : null;
      process.stdout.write(`${JSON.stringify({ card: options.card, lines, ...total, seconds, report })}\n`);
    } else {
      process.stdout.write(
        `${lines} lines in ${seconds.toFixed(1)} s: ${total.added} codes added, ${total.duplicates} known already, ${total.rejected} no codes` +
          `${rejects.count > 0 ? `; see ${reportFile}` : ''}\n`,
      );
    }
  } finally {
    await tuquan.stop(0);
  }
}
