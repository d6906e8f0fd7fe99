// Who a request says it comes from, before anything is proved: for fault rules of one account.
// Must not be used to let anybody in; auth.ts does that.
import type { HttpRequest } from '../../http/server.js';
import { readParameters } from './auth.js';
import { modes } from './modes.js';

export function callerOf({ headers }: HttpRequest): string | null {
  const text = headers.authorization ?? '';
  const mode = modes.find(({ scheme }) => text.startsWith(`${scheme} `));
  if (mode === undefined) return null;
  return readParameters(text.slice(mode.scheme.length + 1), mode.callerParameter)?.caller ?? null;
}
