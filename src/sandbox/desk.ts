// Puts together what a sandbox lets people do with it, for the rooms that offer it (src/apis/sandbox-desk.ts).
// Must not hold rules of its own.
import { join } from 'node:path';
import type { Room } from '../apis/room.js';
import type { SandboxDesk } from '../apis/sandbox-desk.js';
import type { Faults } from '../http/faults.js';
import { type AccountClocks, addFault, type CallbackAddress, type MovableClock } from '../http/sandbox-routes.js';
import { DomainError } from '../kernel/errors.js';
import type { Migration } from '../ports/database/database.js';
import { type ForgeParts, forgeToDemo } from './check-routes.js';
import type { Coverage } from './coverage.js';
import { branchSnapshot, type Snapshots } from './snapshots.js';

const branchName = /^[A-Za-z0-9][\w-]{0,79}$/;

export function createDesk(parts: {
  data: string;
  migrations: readonly Migration[];
  rooms: readonly Room[];
  clock: MovableClock;
  clocks: AccountClocks;
  faults: Faults;
  coverage: Coverage;
  /** Null where another process does the work. */
  snapshots: Snapshots | null;
  forge: ForgeParts;
  receivers: () => Promise<readonly CallbackAddress[]>;
}): SandboxDesk {
  const { data, migrations, rooms, clock, clocks, faults, coverage, forge } = parts;
  const { accounts, delivery, channelFor, sections } = forge;

  // Only these three: what the rooms keep of their accounts holds private keys.
  const demo: SandboxDesk['accounts'] = async () =>
    Object.entries(await sections()).flatMap(([section, each]) =>
      each.map(({ kind, number }) => ({ section, kind, number })),
    );
  const numbers = async () => (await demo()).map(({ number }) => number);

  function snapshots(): Snapshots {
    if (parts.snapshots !== null) return parts.snapshots;
    throw new DomainError('CONFLICT', 'snapshots need a server that does its work itself; start it with --role all');
  }

  return {
    clock,
    clocks,
    faults,
    addFault: (rule) => addFault({ faults, receivers: parts.receivers, accounts: numbers }, rule),
    rooms: rooms
      .filter(({ unwatched }) => !unwatched)
      .map(({ name, coverage: operations, faulty }) => ({
        name,
        routes: operations
          .filter(({ status }) => status !== 'not-started')
          .map(({ method, path, title }) => ({ method, path, title })),
        answers: Object.keys(faulty?.answers ?? {}),
        probes: faulty?.probe !== undefined,
        rotatesKeys: faulty?.rotateKey !== undefined,
      })),
    accounts: demo,
    receivers: async () =>
      Promise.all(
        (await demo())
          .filter(({ kind }) => channelFor(kind) !== undefined)
          .map(async (one) => {
            const account = await accounts.find(one.kind, one.number);
            const endpoint = account === null ? null : await delivery.endpoint(account.id);
            return { ...one, url: endpoint?.url ?? null, forgeable: channelFor(one.kind)?.forge !== undefined };
          }),
      ),
    snapshots: {
      list: () => snapshots().list(),
      save: (name, options) => snapshots().save(name, options),
      load: async (name) => snapshots().load((await snapshots().file(name)).path),
      branchAccount: async (name, number) => snapshots().branchAccount((await snapshots().file(name)).path, number),
      remove: (name) => snapshots().remove(name),
      file: (name) => snapshots().file(name),
      take: (name, bytes, options) => snapshots().take(name, bytes, options),
      reset: () => snapshots().reset(),
      resetAccount: (number) => snapshots().resetAccount(number),
      branch: async (name, folder) => {
        if (!branchName.test(folder)) {
          throw new DomainError(
            'INVALID',
            `"${folder.slice(0, 90)}" is no name of a folder: letters, digits, dash, underscore`,
          );
        }
        const target = join(data, 'branches', folder);
        await branchSnapshot((await snapshots().file(name)).path, target, migrations);
        const command = `npx tuquan serve --sandbox --port 0 --tls-port 0 --data '${target}'`;
        return { folder: target, command };
      },
    },
    coverage: coverage.report,
    exercise: coverage.exercise,
    forge: async (wanted) => {
      const forged = await forgeToDemo(forge, wanted);
      for (const { results } of forged) coverage.forged(results);
      return forged;
    },
  };
}
