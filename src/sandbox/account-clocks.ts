// The clocks accounts have of their own: moved from one due job of the account to the next, kept in the database.
// Must not know what obeys them: whoever works for an account sees its time (kernel/own-clocks.ts).
import type { Accounts } from '../domain/accounts/index.js';
import { keepClock, keptClocks } from '../domain/operations/index.js';
import { BadRequest } from '../http/plain-json.js';
import type { AccountClocks as Clocks } from '../http/sandbox-routes.js';
import type { OwnClocks } from '../kernel/own-clocks.js';
import type { Database } from '../ports/database/database.js';
import type { Queue } from '../ports/queue/queue.js';
import { checkMove, createTimeTravel, type TimeTravel } from '../worker/time-travel.js';

/** The clock of an account is the common one until it is moved or stopped. */
export interface AccountClocks extends Clocks {
  /** The id of the account of this number, when it has a clock of its own. */
  ownerOf(number: string): Promise<string | null>;
  /** Takes up the clocks the database holds: at the start, when it holds another state, and when another process moves them. */
  load(): Promise<void>;
}

/** A worker looks twice a second. */
const patienceForOthersMs = 3_000;

export function createAccountClocks(parts: {
  clocks: OwnClocks;
  database: Database;
  queue: Queue;
  accounts: Accounts;
  /** Kinds of jobs that are worth a stop. */
  kinds: () => readonly string[];
  /** Other processes do the work: they read where a clock stands from the database, at each stop. */
  worksElsewhere: boolean;
  /** Every demo account there is. */
  demo: () => Promise<readonly { readonly kind: string; readonly number: string }[]>;
}): AccountClocks {
  const { clocks, database, queue, accounts, kinds, worksElsewhere } = parts;
  const travels = new Map<string, TimeTravel>();

  /** What is done with a clock is kept; the worker looks for what is due by it. */
  async function change(id: string, work: (travel: TimeTravel) => void | Promise<void>): Promise<void> {
    try {
      await work(travelOf(id));
    } finally {
      await keep(id);
    }
  }

  async function keep(id: string): Promise<void> {
    await database.run(keepClock, { accountId: id, state: clocks.open(id).state() });
    queue.announce();
  }

  function travelOf(id: string): TimeTravel {
    const known = travels.get(id);
    if (known !== undefined) return known;
    const look = (wanted: readonly string[]) => queue.ofAccount(id, wanted);
    const others = worksElsewhere ? { stopped: () => keep(id), patienceForOthersMs } : {};
    const made = createTimeTravel({ clock: clocks.open(id), look, kinds, stopped: () => queue.announce(), ...others });
    travels.set(id, made);
    return made;
  }

  const numberOf = async (id: string): Promise<string> => (await accounts.load(id)).number;

  return {
    list: () =>
      Promise.all(
        [...clocks.own].map(async ([id, clock]) => ({
          account: await numberOf(id),
          now: clock.now(),
          frozen: clock.frozen,
        })),
      ),
    ownerOf: async (number) => {
      for (const id of clocks.own.keys()) if ((await numberOf(id)) === number) return id;
      return null;
    },
    load: async () => {
      travels.clear();
      clocks.restore(new Map(await database.run(keptClocks, undefined)));
    },
    of: async (number) => {
      const demo = await parts.demo();
      const found = demo.find((each) => each.number === number);
      const account = found === undefined ? null : await accounts.find(found.kind, number);
      if (account === null) {
        const there = demo.map((each) => each.number).join(', ');
        throw new BadRequest(`no account is ${number.slice(0, 64)}; there are ${there}`);
      }
      const { id } = account;
      const current = () => clocks.own.get(id) ?? clocks.common;
      return {
        now: () => current().now(),
        get frozen() {
          return current().frozen;
        },
        freeze: () => change(id, (travel) => travel.freeze()),
        run: () => change(id, (travel) => travel.run()),
        moveTo: async (time) => {
          checkMove(current().now(), time);
          await change(id, (travel) => travel.moveTo(time));
        },
      };
    },
  };
}
