// The sandbox's own controls below /sandbox: its clock and its faults.
// Must not be mounted outside sandbox mode. Bodies are JSON by content type, which a foreign page cannot send unasked.
import type { FaultRule, Faults, NewFaultRule } from './faults.js';
import { BadRequest, bodyOf, guarded, send } from './plain-json.js';
import type { HttpApp } from './server.js';

/** The clock as it may be moved; see worker/time-travel.ts. */
export interface MovableClock {
  now(): number;
  readonly frozen: boolean;
  freeze(): void | Promise<void>;
  run(): void | Promise<void>;
  moveTo(time: number): Promise<void>;
}

/** Where an account's own clock stands. */
export interface AccountClock {
  /** The account's number. */
  readonly account: string;
  readonly now: number;
  readonly frozen: boolean;
}

/** The clocks of accounts; see sandbox/account-clocks.ts. */
export interface AccountClocks {
  list(): Promise<readonly AccountClock[]>;
  /** @throws BadRequest */
  of(number: string): Promise<MovableClock>;
}

/** ms, UTC, of a number or an ISO 8601 text. */
function timeOf(value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof time === 'number' && Number.isSafeInteger(time)) return time;
  throw new BadRequest('setTo is a time: ms since 1970 or text such as 2026-11-22T08:00:00+08:00');
}

/** @throws BadRequest naming what is wrong; DomainError as {@link MovableClock.moveTo} */
export async function moveClock(clock: MovableClock, body: Record<string, unknown>): Promise<void> {
  const { advanceMs, setTo, freeze, ...others } = body;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new BadRequest(`${unknown.slice(0, 80)}: there are advanceMs, setTo and freeze`);
  if (advanceMs !== undefined && setTo !== undefined) throw new BadRequest('either advanceMs or setTo, not both');
  if (freeze !== undefined && typeof freeze !== 'boolean') throw new BadRequest('freeze is true or false');
  if (advanceMs !== undefined && !Number.isSafeInteger(advanceMs)) throw new BadRequest('advanceMs is a whole number');
  const target = setTo !== undefined ? timeOf(setTo) : clock.now() + ((advanceMs as number | undefined) ?? 0);
  if (freeze === true) await clock.freeze();
  if (advanceMs !== undefined || setTo !== undefined) await clock.moveTo(target);
  if (freeze === false) await clock.run();
}

/** The clock a request is about: an account's, or everybody's. @throws BadRequest for what names no account */
export async function clockFor(
  account: unknown,
  controls: Pick<SandboxControls, 'clock' | 'clocks'>,
): Promise<MovableClock> {
  if (account === undefined) return controls.clock;
  if (typeof account !== 'string') throw new BadRequest('account is the number of an account, as a text');
  return controls.clocks.of(account);
}

/** Where some account's callbacks go. */
export interface CallbackAddress {
  readonly url: string;
  /** Whether what is sent there carries a signature that a probe can stand in for. */
  readonly probes: boolean;
}

export interface SandboxControls {
  readonly clock: MovableClock;
  readonly clocks: AccountClocks;
  readonly faults: Faults;
  /** Where callbacks go now. */
  readonly receivers: () => Promise<readonly CallbackAddress[]>;
  /** Numbers of the accounts there are. */
  readonly accounts: () => Promise<readonly string[]>;
}

/** @throws BadRequest for a pattern that no address of `receivers` fits, or whose callbacks cannot have the fault */
async function checkReceiver(pattern: string, fault: unknown, receivers: SandboxControls['receivers']): Promise<void> {
  const known = await receivers();
  const found = known.filter(({ url }) =>
    pattern.endsWith('*') ? url.startsWith(pattern.slice(0, -1)) : url.split('?', 1)[0] === pattern,
  );
  if (found.length === 0) {
    const there =
      known.length === 0
        ? 'no account has named an address yet'
        : `there are ${known.map(({ url }) => url).join(', ')}`;
    throw new BadRequest(`no callbacks go to ${pattern.slice(0, 200)}; ${there}; "*" stands for all of them`);
  }
  if (fault === 'signature-probe' && !found.some(({ probes }) => probes)) {
    throw new BadRequest(`callbacks to ${pattern.slice(0, 200)} are never probed; send a forged one instead`);
  }
}

/** Adds a rule that can come true. @throws BadRequest, DomainError */
export async function addFault(
  controls: Omit<SandboxControls, 'clock' | 'clocks'>,
  rule: NewFaultRule,
): Promise<FaultRule> {
  const { faults, receivers, accounts } = controls;
  if (typeof rule.callback === 'string' && rule.route === undefined)
    await checkReceiver(rule.callback, rule.fault, receivers);
  if (typeof rule.account === 'string') {
    const known = await accounts();
    if (!known.includes(rule.account)) {
      throw new BadRequest(`no account is ${rule.account.slice(0, 64)}; there are ${known.join(', ')}`);
    }
  }
  return faults.add(rule);
}

export function mountSandbox(app: HttpApp, controls: SandboxControls): void {
  const { clocks, faults } = controls;
  const state = (clock: Pick<AccountClock, 'now' | 'frozen'>) => ({ ...clock, iso: new Date(clock.now).toISOString() });
  const stateOf = async (account: unknown) => {
    const clock = await clockFor(account, controls);
    const of = account === undefined ? { accounts: (await clocks.list()).map(state) } : { account: String(account) };
    return { ...state({ now: clock.now(), frozen: clock.frozen }), ...of };
  };
  app.get(
    '/sandbox/clock',
    guarded(async (request, reply) =>
      send(reply, 200, await stateOf((request.query as { account?: unknown }).account)),
    ),
  );
  app.post(
    '/sandbox/clock',
    guarded(async (request, reply) => {
      const { account, ...body } = bodyOf(request, ['account', 'advanceMs', 'setTo', 'freeze']);
      await moveClock(await clockFor(account, controls), body);
      send(reply, 200, await stateOf(account));
    }),
  );
  app.get(
    '/sandbox/faults',
    guarded((_request, reply) => send(reply, 200, { faults: faults.list() })),
  );
  app.post(
    '/sandbox/faults',
    guarded(async (request, reply) => {
      const members = ['route', 'callback', 'method', 'account', 'fault', 'times'];
      send(reply, 201, await addFault(controls, bodyOf(request, members)));
    }),
  );
  app.delete(
    '/sandbox/faults',
    guarded((_request, reply) => {
      faults.clear();
      send(reply, 200, { faults: [] });
    }),
  );
  app.delete(
    '/sandbox/faults/:id',
    guarded((request, reply) => {
      const { id } = request.params as { id: string };
      if (!faults.remove(Number(id))) throw new BadRequest(`there is no rule ${id.slice(0, 20)}`);
      send(reply, 200, { faults: faults.list() });
    }),
  );
}
