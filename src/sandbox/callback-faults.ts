// Callbacks gone wrong on purpose: late, twice, in another order, with a probe in the place of their signature.
// Must not know what a callback says. What is sent goes through the same guarded port as ever.
import { setTimeout as wait } from 'node:timers/promises';
import type { Accounts } from '../domain/accounts/index.js';
import type { Delivery } from '../domain/delivery/index.js';
import type { Faults } from '../http/faults.js';
import type { Outbound, OutgoingPost } from '../ports/outbound/outbound.js';
import { demoAccounts } from './seeding.js';

/** How long (ms) a callback waits to be overtaken by a later one to the same address. */
const overtakenWithinMs = 3_000;

/**
 * @param probe a header as a probe has it; null = left as it is
 * @param sent hears of every callback that was sent, and how it had gone wrong
 */
export function faultyPosts(
  outbound: Outbound,
  faults: Faults,
  probe: (name: string) => string | null,
  sent: (fault: string | null) => void,
): Outbound {
  const held = new Set<{ url: string; go: () => void }>();
  const addressOf = (url: string): string => url.split('?', 1)[0] ?? url;

  const probed = (request: OutgoingPost): OutgoingPost => ({
    ...request,
    headers: request.headers.map(([name, value]): [string, string] => [name, probe(name) ?? value]),
  });
  /** Resolves when a later callback to the same address has been sent, or none came. */
  async function overtaken(url: string, signal: AbortSignal | undefined): Promise<void> {
    const over = new AbortController();
    const entry = { url, go: () => over.abort() };
    held.add(entry);
    const either = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
    await wait(overtakenWithinMs, undefined, { signal: either }).catch(() => undefined);
    held.delete(entry);
  }

  return {
    ...outbound,
    post: async (request, signal) => {
      const url = addressOf(request.url);
      const fault = faults.takeForCallback(url);
      if (fault?.kind === 'reorder') await overtaken(url, signal);
      if (fault?.kind === 'latency') await wait(fault.ms);
      const answer = await outbound.post(fault?.kind === 'signature-probe' ? probed(request) : request, signal);
      // The same bytes again, as a network that repeats does it; the second answer counts.
      const last = fault?.kind === 'duplicate' ? await outbound.post(request, signal) : answer;
      sent(fault?.kind ?? null);
      if (fault?.kind !== 'reorder') for (const each of [...held]) if (each.url === url) each.go();
      return last;
    },
  };
}

/** Where the demo accounts have their callbacks sent. */
export async function demoReceivers(parts: {
  data: string;
  rooms: readonly { name: string; sandboxKey: string }[];
  accounts: Accounts;
  delivery: Delivery;
}): Promise<string[]> {
  const found: string[] = [];
  for (const { kind, number } of Object.values(await demoAccounts(parts.data, parts.rooms, parts.accounts)).flat()) {
    const account = await parts.accounts.find(kind, number);
    const endpoint = account === null ? null : await parts.delivery.endpoint(account.id);
    if (endpoint !== null) found.push(endpoint.url);
  }
  return found;
}
