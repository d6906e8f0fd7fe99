// Faults on purpose, for sandboxes: by header on one request, or by rules. A domain error is answered by the room's own map.
// Must not know any room: an error is thrown into the route's own error handler.
import { setTimeout as wait } from 'node:timers/promises';
import { DomainError, type DomainErrorCode, domainErrorCodes } from '../kernel/errors.js';
import { type HttpApp, type HttpReply, type HttpRequest, rawTarget, sendExact } from './server.js';

export type Fault =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'half-body' }
  | { readonly kind: 'error'; readonly code: DomainErrorCode }
  | { readonly kind: 'answer'; readonly name: string }
  | { readonly kind: 'signature-probe' }
  | { readonly kind: 'rotate-key' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'reorder' };

/** What rooms can do wrong on purpose, in their own words. */
export interface FaultyRoom {
  /** Errors that the room's error handler answers, by the name its vendor gives them. */
  readonly answers?: Readonly<Record<string, () => Error>>;
  /** The header of an answer or a callback as a probe of the receiver's checks would have it; null = this one is left as it is. */
  readonly probe?: (name: string) => string | null;
  /** The name under which `answers` knows a refusal; null when it has none. */
  readonly nameOf?: (status: number, body: string) => string | null;
  /** From now on another key signs. */
  readonly rotateKey?: () => Promise<void>;
  /** The number of the account a request says it comes from, proved or not; null when it says none. Asked before it is served. */
  readonly callerOf?: (request: HttpRequest) => string | null | Promise<string | null>;
}

export interface FaultRule {
  readonly id: number;
  /** A route as the router writes it, or its beginning with `*` at the end. */
  readonly route?: string;
  /** Instead of a route: the address callbacks go to, or its beginning with `*` at the end. */
  readonly callback?: string;
  /** Absent: every method. */
  readonly method?: string;
  /** Number of the account whose requests it is for; absent: everybody's. */
  readonly account?: string;
  readonly fault: string;
  /** Requests it still applies to; null = all. */
  readonly left: number | null;
}

/** A rule as somebody asks for it: nothing of it is believed yet. */
export interface NewFaultRule {
  readonly route?: unknown;
  readonly callback?: unknown;
  readonly method?: unknown;
  readonly account?: unknown;
  readonly fault?: unknown;
  readonly times?: unknown;
}

export interface Faults {
  /** @throws DomainError INVALID naming what is wrong, TOO_BUSY beyond 100 rules */
  add(rule: NewFaultRule): FaultRule;
  /** The fault for a callback to this address, used up by being asked for; null = none. */
  takeForCallback(url: string): Fault | null;
  list(): readonly FaultRule[];
  remove(id: number): boolean;
  clear(): void;
}

const mostRules = 100;
const longestMs = 60_000;
/** Our own sandbox routes are never disturbed: they are the way out. */
const spared = /^\/(sandbox|healthz|readyz|metrics)(\/|$)/;

/** Faults of requests and of callbacks; latency and probes are both. */
const forCallbacks: readonly Fault['kind'][] = ['latency', 'signature-probe', 'duplicate', 'reorder'];
const onlyForCallbacks: readonly Fault['kind'][] = ['duplicate', 'reorder'];
const plainKinds = ['reset', 'half-body', 'signature-probe', 'rotate-key', 'duplicate', 'reorder'] as const;

/** @throws DomainError INVALID for anything that is none of them */
export function parseFault(text: string): Fault {
  const [name = '', value = ''] = text.trim().split('=', 2);
  const number = Number(value);
  if (name === 'latency' && value !== '' && Number.isInteger(number) && number >= 0 && number <= longestMs) {
    return { kind: 'latency', ms: number };
  }
  if (name === 'status' && Number.isInteger(number) && number >= 400 && number <= 599) {
    return { kind: 'status', status: number };
  }
  const plain = plainKinds.find((each) => each === name);
  if (plain !== undefined && value === '') return { kind: plain };
  if (name === 'answer' && /^[\w.-]{1,40}$/.test(value)) return { kind: 'answer', name: value };
  const code = domainErrorCodes.find((each) => each === value);
  if (name === 'error' && code !== undefined) return { kind: 'error', code };
  throw new DomainError(
    'INVALID',
    `"${text.slice(0, 80)}" is no fault; one of latency=<0–${longestMs} ms>, status=<400–599>, reset, half-body, error=<${domainErrorCodes.join(' | ')}>, answer=<the vendor’s own code>, signature-probe, rotate-key; for callbacks latency, signature-probe, duplicate, reorder`,
  );
}

/** Lets the answer be made, then sends half of its body and breaks the connection. */
function breakAnswer(reply: HttpReply): void {
  const { raw } = reply;
  const end = raw.end.bind(raw);
  raw.end = ((body?: unknown) => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body as string) : null;
    if (bytes === null || bytes.length < 2) return end();
    raw.write(bytes.subarray(0, bytes.length >> 1), () => raw.socket?.destroy());
    return raw;
  }) as typeof raw.end;
}

/** Writes the probe's headers in the place of the right ones. */
function probeAnswer(reply: HttpReply, probe: NonNullable<FaultyRoom['probe']>): void {
  const { raw } = reply;
  const { writeHead } = raw;
  raw.writeHead = function probed(this: typeof raw, ...given: unknown[]) {
    const flat = given.map((each) =>
      Array.isArray(each)
        ? each.map((part, at) => (at % 2 === 0 ? part : (probe(String(each[at - 1])) ?? part)))
        : each,
    );
    return (writeHead as (...all: unknown[]) => typeof raw).apply(this, flat);
  } as typeof raw.writeHead;
}

async function apply(fault: Fault, request: HttpRequest, reply: HttpReply, room: FaultyRoom): Promise<void> {
  if (fault.kind === 'latency') await wait(fault.ms);
  else if (fault.kind === 'answer') throw refusalOf(room, fault.name);
  else if (fault.kind === 'rotate-key') await room.rotateKey?.();
  else if (fault.kind === 'signature-probe') probeAnswer(reply, room.probe ?? (() => null));
  else if (fault.kind === 'half-body') breakAnswer(reply);
  else if (fault.kind === 'error') throw new DomainError(fault.code, 'a fault that was asked for', { asked: true });
  else if (fault.kind === 'status') sendExact(reply, { status: fault.status, headers: [], body: '' });
  else {
    reply.hijack();
    request.raw.socket.resetAndDestroy();
  }
}

function refusalOf(room: FaultyRoom, name: string): Error {
  const made = room.answers?.[name];
  if (made !== undefined) return made();
  return new DomainError('INVALID', `no answer is called ${name} here`);
}

/** Why a route of this room cannot have the fault, with the remedy; null = it can. */
function misfit(fault: Fault, room: FaultyRoom): string | null {
  if (onlyForCallbacks.includes(fault.kind))
    return `${fault.kind} is for callbacks: give "callback" instead of "route"`;
  if (fault.kind === 'answer' && room.answers?.[fault.name] === undefined) {
    return `this route has no answer ${fault.name}; there are ${Object.keys(room.answers ?? {}).join(', ') || 'none'}`;
  }
  if (fault.kind === 'signature-probe' && room.probe === undefined) return 'answers of this route are not signed';
  if (fault.kind === 'rotate-key' && room.rotateKey === undefined)
    return 'answers of this route are signed with no key';
  return null;
}

/** The route of a request; where there is none, what it asks for. */
const routeOf = (request: HttpRequest): string => request.routeOptions.url ?? rawTarget(request);

/**
 * Before the rooms are mounted: they inherit the hook.
 * @param roomOf what the room of a route or a target can do wrong
 */
export function mountFaults(app: HttpApp, roomOf: (target: string) => FaultyRoom): Faults {
  /** The methods each takes. */
  const routes = new Map<string, Set<string>>();
  const rules = new Map<number, { rule: FaultRule; fault: Fault }>();
  let lastId = 0;
  app.addHook('onRoute', ({ url, method }) => {
    routes.set(url, new Set([...(routes.get(url) ?? []), ...[method].flat()]));
  });

  const isLike = (pattern: string | undefined, text: string): boolean =>
    pattern !== undefined && (pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern);

  function use(id: number): Fault | null {
    const found = rules.get(id);
    if (found === undefined) return null;
    const { rule, fault } = found;
    if (rule.left === 1) rules.delete(id);
    else if (rule.left !== null) rules.set(id, { fault, rule: { ...rule, left: rule.left - 1 } });
    return fault;
  }

  /** The first rule's fault for a request; a rule for many routes passes over those it does not fit. */
  async function byRule(request: HttpRequest, url: string, room: FaultyRoom): Promise<Fault | null> {
    let caller: Promise<string | null> | undefined;
    const isFrom = async (account: string): Promise<boolean> => {
      caller ??= Promise.resolve(room.callerOf?.(request) ?? null).catch(() => null);
      return (await caller) === account;
    };
    for (const [id, { rule, fault }] of [...rules]) {
      if (rule.method !== undefined && rule.method !== request.method) continue;
      if (!isLike(rule.route, url) || misfit(fault, room) !== null) continue;
      if (rule.account !== undefined && !(await isFrom(rule.account))) continue;
      // Somebody else's request may have used it up meanwhile.
      const taken = use(id);
      if (taken !== null) return taken;
    }
    return null;
  }

  async function faultFor(request: HttpRequest, room: FaultyRoom): Promise<Fault | null> {
    const header = request.headers['x-tuquan-fault'];
    if (typeof header !== 'string') return byRule(request, routeOf(request), room);
    const fault = parseFault(header);
    const wrong = misfit(fault, room);
    if (wrong !== null) throw new DomainError('INVALID', wrong);
    return fault;
  }

  // After the rooms' own first hooks: a room knows by then whose key signs its answer.
  app.addHook('preHandler', (request, reply, done) => {
    if (rules.size === 0 && request.headers['x-tuquan-fault'] === undefined) done();
    else if (reply.sent || spared.test(request.url)) done();
    else disturb(request, reply).then(() => done(), done);
  });

  async function disturb(request: HttpRequest, reply: HttpReply): Promise<void> {
    const room = roomOf(routeOf(request));
    let fault: Fault | null;
    try {
      fault = await faultFor(request, room);
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      sendExact(reply, { status: 400, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: `${text}\n` });
      return;
    }
    if (fault !== null) await apply(fault, request, reply, room);
  }

  return {
    list: () => [...rules.values()].map(({ rule }) => rule),
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    takeForCallback: (url) => {
      for (const [id, { rule }] of rules) if (isLike(rule.callback, url)) return use(id);
      return null;
    },
    add: ({ route, callback, method, account, fault, times }) => {
      const invalid = (text: string): DomainError => new DomainError('INVALID', text);
      if (rules.size >= mostRules) throw new DomainError('TOO_BUSY', `there are ${mostRules} rules; remove some first`);
      if (typeof fault !== 'string') throw invalid('fault is a text');
      const target = route === undefined ? callback : route;
      if (typeof target !== 'string' || (route !== undefined && callback !== undefined)) {
        throw invalid('either route or callback is given, as a text');
      }
      if (method !== undefined && (typeof method !== 'string' || !/^[A-Z]{3,7}$/.test(method))) {
        throw invalid('method is a text such as POST');
      }
      if (times !== undefined && (!Number.isInteger(times) || (times as number) < 1)) {
        throw invalid('times is a whole number from 1');
      }
      if (account !== undefined && (typeof account !== 'string' || account === '' || account.length > 64)) {
        throw invalid('account is the number of an account, as a text');
      }
      const parsed = parseFault(fault);
      if (route === undefined) {
        if (!forCallbacks.includes(parsed.kind)) throw invalid(`callbacks can have ${forCallbacks.join(', ')}`);
        if (method !== undefined) throw invalid('callbacks are all posted: leave method out');
        if (account !== undefined) throw invalid('callbacks are told apart by their address: leave account out');
      } else {
        const found = [...routes.keys()].filter((url) => isLike(target, url));
        if (found.length === 0) {
          throw invalid(`no route is ${target.slice(0, 200)}; write it as the coverage tables do, or end it with *`);
        }
        const methods = new Set(found.flatMap((url) => [...(routes.get(url) ?? [])]));
        if (method !== undefined && !methods.has(method as string)) {
          throw invalid(`${target.slice(0, 200)} takes no ${method}; there are ${[...methods].join(', ')}`);
        }
        const wrong = found.map((url) => misfit(parsed, roomOf(url)));
        const first = wrong.find((each) => each !== null);
        if (first != null && !wrong.includes(null)) throw invalid(first);
        if (account !== undefined && found.every((url) => roomOf(url).callerOf === undefined)) {
          throw invalid('requests to this route name no account: leave account out');
        }
      }
      lastId += 1;
      const where = route === undefined ? { callback: target } : { route: target };
      const narrowed = { ...(method ? { method } : {}), ...(account ? { account } : {}) } as Partial<FaultRule>;
      const rule = { id: lastId, ...where, ...narrowed, fault, left: (times as number) ?? null };
      rules.set(lastId, { rule, fault: parsed });
      return rule;
    },
  };
}
