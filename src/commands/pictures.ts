// tuquan pictures scrub · state: looks after the stored pictures of a data folder.
// Must not know how pictures are stored; the domain does.
import { systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog } from '../kernel/log.js';
import { readSettings } from '../settings.js';
import { createTuquan, type Tuquan } from '../wiring.js';
import { shellActor } from './actor.js';
import { startProgress } from './progress.js';

export interface DataOption {
  data?: string;
}

/** Opens the data folder without serving, and closes it after `work`. */
export async function withData<T>({ data }: DataOption, work: (tuquan: Tuquan) => Promise<T>): Promise<T> {
  const settings = readSettings({ TUQUAN_DATA: data }, process.env);
  const log = createLog('warn', process.stderr.isTTY === true);
  const tuquan = await createTuquan(settings, {
    clock: systemClock,
    random: systemRandom,
    log,
    environment: process.env,
  });
  try {
    return await work(tuquan);
  } finally {
    await tuquan.stop(0);
  }
}

/** Reads every picture again; whole ones are only counted. Exit status 1 when one is altered or missing. */
export async function scrubPictures(options: DataOption & { json?: boolean }): Promise<void> {
  await withData(options, async ({ scrub }) => {
    const progress = startProgress(await scrub.count(), { json: options.json === true, verb: 'checking' });
    for await (const { id, number, title, blob, found } of scrub.pictures()) {
      const error = found === 'missing' ? 'its bytes are gone' : 'its bytes are not the ones that were stored';
      const facts = { id, number, title, blob };
      if (found === 'whole') progress.done(id, true, { ...facts, output: title });
      else {
        const name = `picture ${number ?? id} “${title}” (/p/${id})`;
        progress.done(name, false, {
          ...facts,
          found,
          error: `${error}: restore blobs/${blob.slice(0, 2)}/${blob} from a backup`,
        });
      }
    }
    process.exitCode = progress.finish();
  });
}

const states = { freeze: 'frozen', pass: 'passed', clear: 'clear' } as const;

/** @throws Error naming the states there are, or a picture that is not there */
export async function setState(number: string, state: string, options: DataOption): Promise<void> {
  const wanted = Object.entries(states).find(([name]) => name === state)?.[1];
  if (wanted === undefined) {
    throw new Error(`"${state}" is nothing a picture can be; expected one of ${Object.keys(states).join(', ')}`);
  }
  await withData(options, async ({ services }) => {
    await services.libraries.setState(number, wanted);
    const act = { action: 'picture.state', subject: number, account: '', detail: { state: wanted } };
    await services.audit.record({ ...shellActor(), ...act });
  });
  process.stdout.write(`picture ${number} is ${wanted} now\n`);
}

/** Adds points to an application's balance. */
export async function addPoints(
  number: string,
  points: string,
  options: DataOption & { kind: string; opening?: string },
): Promise<void> {
  await withData(options, async ({ services }) => {
    const account = await services.accounts.find(options.kind, number);
    if (account === null) throw new Error(`there is no ${options.kind} account ${number} in this data folder`);
    const balance = await services.points.credit(account.id, Number(points), Number(options.opening ?? 0));
    const act = { action: 'account.points', subject: points, account: number, detail: { kind: options.kind, balance } };
    await services.audit.record({ ...shellActor(), ...act });
    process.stdout.write(`account ${number} has ${balance} points now\n`);
  });
}
