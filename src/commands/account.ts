// tuquan account add: creates an account in a data folder and writes what its client needs.
// Must not know what credentials look like; the room makes them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rooms } from '../apis/index.js';
import { systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog } from '../kernel/log.js';
import { readSettings } from '../settings.js';
import { createTuquan } from '../wiring.js';
import { shellActor } from './actor.js';

export interface AccountOptions {
  kind: string;
  number: string;
  name: string;
  certificate?: string;
  brands?: string;
  logo?: string;
  output?: string;
  data?: string;
}

/** A running server of the same data folder knows the account within five seconds. @throws Error naming what is wrong */
export async function addAccount(roomName: string, options: AccountOptions): Promise<void> {
  const room = rooms.find(({ name }) => name === roomName);
  if (room?.makeAccount === undefined) {
    const able = rooms.filter(({ makeAccount }) => makeAccount !== undefined).map(({ name }) => name);
    throw new Error(`no accounts can be added for "${roomName}"; expected one of ${able.join(', ')}`);
  }
  const settings = readSettings({ TUQUAN_DATA: options.data }, process.env);
  const log = createLog('warn', process.stderr.isTTY === true);
  const parts = { clock: systemClock, random: systemRandom, log, environment: process.env };
  const tuquan = await createTuquan(settings, parts);
  try {
    if ((await tuquan.services.accounts.find(options.kind, options.number)) !== null) {
      throw new Error(`there is already a ${options.kind} account ${options.number} in ${settings.data}`);
    }
    const folder = resolve(options.output ?? `account-${options.number}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const made = await room.makeAccount(
      {
        kind: options.kind,
        number: options.number,
        name: options.name,
        brands: (options.brands ?? '').split(',').filter(Boolean),
        ...(options.certificate ? { certificatePem: await readFile(options.certificate, 'utf8') } : {}),
        ...(options.logo ? { logo: await readFile(options.logo) } : {}),
      },
      {
        clock: systemClock,
        random: systemRandom,
        storeBlob: tuquan.storeBlob,
        writeFile: async (name, content) => {
          const path = join(folder, name);
          await writeFile(path, content, { mode: 0o600 });
          return path;
        },
      },
    );
    await writeFile(join(folder, 'account.json'), `${JSON.stringify(made.section, null, 2)}\n`, { mode: 0o600 });
    await tuquan.services.accounts.create(made.account, shellActor());
    process.stdout.write(`account ${options.number} added to ${settings.data}; its client's files are in ${folder}\n`);
  } finally {
    await tuquan.stop(0);
  }
}
