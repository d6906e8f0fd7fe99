// Requests of accounts that have a clock of their own are served at its time, from before they are proved to after their answer.
// For sandboxes. Must not know how a request names its account.
import { RequestNotes } from './request-notes.js';
import type { HttpApp, HttpRequest } from './server.js';

export interface AccountTime {
  /** Whether any account has a clock of its own: else nobody is asked. */
  readonly any: () => boolean;
  /** The id of the account a request says it is of, proved or not; null when it says none. Asked before its body is read, and after. */
  readonly accountOf: (request: HttpRequest) => Promise<string | null>;
  readonly as: (account: string | null, work: () => void) => void;
}

/** Before the rooms are mounted: their hooks come after these. */
export function mountAccountTime(app: HttpApp, { any, accountOf, as }: AccountTime): void {
  const known = new RequestNotes<string>();
  const enter = (request: HttpRequest, _reply: unknown, done: () => void): void => {
    if (!any()) {
      done();
      return;
    }
    const before = known.get(request);
    // Asked once more after the body: it may name the account, and its last piece arrives outside of what began with the head.
    const account = before === undefined ? accountOf(request).catch(() => null) : Promise.resolve(before);
    void account.then((found) => {
      if (found !== null) known.set(request, found);
      as(found, done);
    });
  };
  app.addHook('onRequest', enter);
  app.addHook('preValidation', enter);
}
