// A database thread that is kept ready for the next server of this process: it takes half of a start.
// Must be imported before everything else: the first thread then starts while the other modules are still being evaluated.
import { startDatabaseAhead } from '../wiring/storage.js';

type Ahead = ReturnType<typeof startDatabaseAhead>;

let spare: Ahead | undefined = startDatabaseAhead();

/** Hands over the thread that is ready; with none, one that begins now. */
export function takeThread(): Ahead {
  const taken = spare ?? startDatabaseAhead();
  spare = undefined;
  return taken;
}

/** To be called when a server has started: the next one finds a thread. */
export function refillThread(): void {
  spare ??= startDatabaseAhead();
}
