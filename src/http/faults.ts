// Faults on purpose, for sandboxes: by header on one request, or by rules. A domain error is answered by the room's own map.
// Must not know any room: an error is thrown into the route's own error handler.
import { setTimeout as wait } from 'node:timers/promises';
import { DomainError, type DomainErrorCode, domainErrorCodes } from '../kernel/errors.js';
import { type HttpApp, type HttpReply, type HttpRequest, sendExact } from './server.js';

export type Fault =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'half-body' }
  | { readonly kind: 'error'; readonly code: DomainErrorCode };

export interface FaultRule {
  readonly id: number;
  /** A route as the router writes it, or its beginning with `*` at the end. */
  readonly route: string;
  /** Absent: every method. */
  readonly method?: string;
  readonly fault: string;
  /** Requests it still applies to; null = all. */
  readonly left: number | null;
}

export interface Faults {
  /** @throws DomainError INVALID naming what is wrong, TOO_BUSY beyond 100 rules */
  add(rule: { route?: unknown; method?: unknown; fault?: unknown; times?: unknown }): FaultRule;
  list(): readonly FaultRule[];
  remove(id: number): boolean;
  clear(): void;
}

const mostRules = 100;
const longestMs = 60_000;
/** Our own sandbox routes are never disturbed: they are the way out. */
const spared = /^\/(sandbox|healthz|readyz|metrics)(\/|$)/;

/** @throws DomainError INVALID for anything that is none of the five */
export function parseFault(text: string): Fault {
  const [name = '', value = ''] = text.trim().split('=', 2);
  const number = Number(value);
  if (name === 'latency' && value !== '' && Number.isInteger(number) && number >= 0 && number <= longestMs) {
    return { kind: 'latency', ms: number };
  }
  if (name === 'status' && Number.isInteger(number) && number >= 400 && number <= 599) {
    return { kind: 'status', status: number };
  }
  if ((name === 'reset' || name === 'half-body') && value === '') return { kind: name };
  const code = domainErrorCodes.find((each) => each === value);
  if (name === 'error' && code !== undefined) return { kind: 'error', code };
  throw new DomainError(
    'INVALID',
    `"${text.slice(0, 80)}" is no fault; one of latency=<0–${longestMs} ms>, status=<400–599>, reset, half-body, error=<${domainErrorCodes.join(' | ')}>`,
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

async function apply(fault: Fault, request: HttpRequest, reply: HttpReply): Promise<void> {
  if (fault.kind === 'latency') await wait(fault.ms);
  else if (fault.kind === 'half-body') breakAnswer(reply);
  else if (fault.kind === 'error') throw new DomainError(fault.code, 'a fault that was asked for', { asked: true });
  else if (fault.kind === 'status') sendExact(reply, { status: fault.status, headers: [], body: '' });
  else {
    reply.hijack();
    request.raw.socket.resetAndDestroy();
  }
}

/** Before the rooms are mounted: they inherit the hook. */
export function mountFaults(app: HttpApp): Faults {
  const routes = new Set<string>();
  const rules = new Map<number, { rule: FaultRule; fault: Fault }>();
  let lastId = 0;
  app.addHook('onRoute', ({ url }) => void routes.add(url));

  const covers = ({ route, method }: Pick<FaultRule, 'route' | 'method'>, url: string, called?: string): boolean =>
    (called === undefined || method === undefined || method === called) &&
    (route.endsWith('*') ? url.startsWith(route.slice(0, -1)) : url === route);

  function faultFor(request: HttpRequest): Fault | null {
    const header = request.headers['x-tuquan-fault'];
    if (typeof header === 'string') return parseFault(header);
    const url = request.routeOptions.url ?? '';
    for (const [id, { rule, fault }] of rules) {
      if (!covers(rule, url, request.method)) continue;
      if (rule.left === 1) rules.delete(id);
      else if (rule.left !== null) rules.set(id, { fault, rule: { ...rule, left: rule.left - 1 } });
      return fault;
    }
    return null;
  }

  // After the rooms' own first hooks: a room knows by then whose key signs its answer.
  app.addHook('preHandler', async (request, reply) => {
    if (reply.sent || spared.test(request.url)) return;
    let fault: Fault | null;
    try {
      fault = faultFor(request);
    } catch (error) {
      const text = error instanceof Error ? error.message : '';
      sendExact(reply, { status: 400, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: `${text}\n` });
      return;
    }
    if (fault !== null) await apply(fault, request, reply);
  });

  return {
    list: () => [...rules.values()].map(({ rule }) => rule),
    remove: (id) => rules.delete(id),
    clear: () => rules.clear(),
    add: ({ route, method, fault, times }) => {
      const invalid = (text: string): DomainError => new DomainError('INVALID', text);
      if (rules.size >= mostRules) throw new DomainError('TOO_BUSY', `there are ${mostRules} rules; remove some first`);
      if (typeof route !== 'string' || typeof fault !== 'string') throw invalid('route and fault are texts');
      if (method !== undefined && (typeof method !== 'string' || !/^[A-Z]{3,7}$/.test(method))) {
        throw invalid('method is a text such as POST');
      }
      if (times !== undefined && (!Number.isInteger(times) || (times as number) < 1)) {
        throw invalid('times is a whole number from 1');
      }
      if (![...routes].some((url) => covers({ route }, url))) {
        throw invalid(`no route is ${route.slice(0, 200)}; write it as the coverage tables do, or end it with *`);
      }
      lastId += 1;
      const rule = { id: lastId, route, ...(method ? { method } : {}), fault, left: (times as number) ?? null };
      rules.set(lastId, { rule, fault: parseFault(fault) });
      return rule;
    },
  };
}
