// What a program under test has met, and whether its receiver takes what it must refuse: over HTTP, below /sandbox.
// Must not be mounted outside sandbox mode.
import type { Accounts } from '../domain/accounts/index.js';
import { type Channel, type Delivery, type ForgeryResult, forgeCallbacks } from '../domain/delivery/index.js';
import { BadRequest, bodyOf, guarded, send } from '../http/plain-json.js';
import type { HttpApp } from '../http/server.js';
import type { Outbound } from '../ports/outbound/outbound.js';
import type { Coverage } from './coverage.js';

export interface ForgeParts {
  readonly accounts: Accounts;
  readonly delivery: Delivery;
  readonly outbound: Outbound;
  readonly channelFor: (kind: string) => Channel | undefined;
  /** Works at the time of an account. */
  readonly within: <T>(accountId: string, work: () => T) => T;
  /** The demo accounts by section of sandbox.json. */
  readonly sections: () => Promise<Readonly<Record<string, readonly { kind: string; number: string }[]>>>;
}

export interface ForgedAccount {
  readonly account: string;
  readonly receiver: string;
  readonly results: readonly ForgeryResult[];
}

export interface ForgeRequest {
  /** Of sandbox.json; without it, all. */
  readonly section?: string;
  /** Number of an account; without it, all of the section. */
  readonly account?: string;
  /** Without any, all the account's channel knows. */
  readonly kinds?: readonly string[];
}

/** @throws BadRequest when there is no receiver to ask; DomainError as {@link forgeCallbacks} */
export async function forgeToDemo(parts: ForgeParts, request: ForgeRequest): Promise<ForgedAccount[]> {
  const sections = await parts.sections();
  if (request.section !== undefined && sections[request.section] === undefined) {
    throw new BadRequest(
      `no section is called ${request.section.slice(0, 60)}; there are ${Object.keys(sections).join(', ')}`,
    );
  }
  const wanted = request.section === undefined ? Object.values(sections).flat() : (sections[request.section] ?? []);
  const forged: ForgedAccount[] = [];
  for (const { kind, number } of wanted) {
    if (request.account !== undefined && request.account !== number) continue;
    const account = await parts.accounts.find(kind, number);
    const channel = parts.channelFor(kind);
    const endpoint = account === null ? null : await parts.delivery.endpoint(account.id);
    if (account === null || endpoint === null || channel?.forge === undefined) continue;
    const kinds = request.kinds === undefined || request.kinds.length === 0 ? null : request.kinds;
    // As the true ones: but for what is forged, nothing must be amiss.
    const results = await parts.within(account.id, () =>
      forgeCallbacks({ outbound: parts.outbound, channel }, account, endpoint, kinds),
    );
    forged.push({ account: number, receiver: endpoint.url, results });
  }
  if (forged.length === 0) {
    throw new BadRequest('no account that is meant has a receiver yet; set its callback address first, or seed one');
  }
  return forged;
}

const textIn = (value: unknown, name: string): string | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  throw new BadRequest(`${name} is a text`);
};

export function mountChecks(app: HttpApp, { coverage, forge }: { coverage: Coverage; forge: ForgeParts }): void {
  app.get(
    '/sandbox/coverage',
    guarded((_request, reply) => send(reply, 200, coverage.report())),
  );
  app.post(
    '/sandbox/coverage/exercise',
    guarded(async (request, reply) => {
      const { id } = bodyOf(request, ['id']);
      if (typeof id !== 'string') throw new BadRequest('id is the id of an item of GET /sandbox/coverage');
      send(reply, 200, await coverage.exercise(id));
    }),
  );
  app.post(
    '/sandbox/callbacks/forge',
    guarded(async (request, reply) => {
      const { section, account, kinds } = bodyOf(request, ['section', 'account', 'kinds']);
      if (kinds !== undefined && !(Array.isArray(kinds) && kinds.every((kind) => typeof kind === 'string'))) {
        throw new BadRequest('kinds is a list of texts');
      }
      const [inSection, ofAccount] = [textIn(section, 'section'), textIn(account, 'account')];
      const wanted = {
        ...(inSection === undefined ? {} : { section: inSection }),
        ...(ofAccount === undefined ? {} : { account: ofAccount }),
        ...(kinds === undefined ? {} : { kinds: kinds as string[] }),
      };
      const accounts = await forgeToDemo(forge, wanted);
      for (const { results } of accounts) coverage.forged(results);
      const all = accounts.flatMap(({ results }) => results);
      const holes = all.filter(({ verdict }) => verdict === 'hole').length;
      send(reply, 200, { holes, careless: all.filter(({ verdict }) => verdict === 'careless').length, accounts });
    }),
  );
}
