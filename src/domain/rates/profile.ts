// Which set of limits holds: the one the settings name, or the one the owner has chosen since. Kept on disk, so that a restart
// changes nothing, and read again every few seconds, so that other nodes follow.
// Must not know what the sets hold: whoever limits asks for the name each time.
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { Database } from '../../ports/database/database.js';
import { chooseProfile, chosenProfile } from './store.js';

export interface LimitSwitch<P extends string> {
  /** The set that holds now. */
  now(): P;
  /** True when the settings name the set outright: then nobody else can choose. */
  readonly fixed: boolean;
  /**
   * Makes a set hold, at once here and within `followMs` on other nodes; on disk when the promise resolves.
   * @throws DomainError CONFLICT when it is fixed
   */
  choose(profile: P): Promise<void>;
  /** Reads what was chosen, now and every `followMs`. */
  begin(): Promise<void>;
  end(): void;
}

/** How soon (ms) a node follows what was chosen at another. */
export const followMs = 5_000;

/** @param parts.profiles every set there is; a choice that is none of them (of a later version) is passed over */
export function createLimitSwitch<P extends string>(parts: {
  database: Database;
  clock: Clock;
  profiles: readonly P[];
  fallback: P;
  fixed: boolean;
}): LimitSwitch<P> {
  const { database, clock, profiles, fallback, fixed } = parts;
  let current = fallback;
  let timer: NodeJS.Timeout | undefined;
  const read = async (): Promise<void> => {
    const chosen = await database.run(chosenProfile, {});
    current = profiles.find((profile) => profile === chosen) ?? fallback;
  };
  return {
    now: () => current,
    fixed,
    choose: async (profile) => {
      if (fixed) throw new DomainError('CONFLICT', 'the settings name the limits outright');
      await database.run(chooseProfile, { profile, now: clock.now() });
      current = profile;
    },
    begin: async () => {
      if (fixed) return;
      await read();
      // A database that cannot be read for a moment leaves what held before.
      timer ??= setInterval(() => void read().catch(() => undefined), followMs).unref();
    },
    end: () => clearInterval(timer),
  };
}
