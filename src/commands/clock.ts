// tuquan clock: shows and moves the clock of a running sandbox server, or the one of an account.
// Must not know what happens on the way.
import { sandboxServer } from './sandbox-server.js';

export interface ClockOptions {
  readonly data?: string;
  readonly account?: string;
  readonly advance?: string;
  readonly set?: string;
  readonly freeze?: boolean;
  readonly run?: boolean;
}

interface Shown {
  readonly account?: string;
  readonly iso: string;
  readonly frozen: boolean;
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** ms of a span such as `24h4m` or `1500ms`. @throws Error naming what was expected */
export function spanOf(text: string): number {
  const parts = [...text.matchAll(/(\d{1,12})(ms|[dhms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`"${text.slice(0, 40)}" is no span of time; write it as 24h4m, 30d or 1500ms`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}

const say = ({ account, iso, frozen }: Shown): void =>
  void process.stdout.write(`${(account ?? 'everybody').padEnd(24)} ${iso}${frozen ? '  frozen' : ''}\n`);

export async function clock(options: ClockOptions): Promise<void> {
  const { account, advance, set, freeze, run } = options;
  if (freeze && run) throw new Error('either --freeze or --run, not both');
  const body = {
    ...(account === undefined ? {} : { account }),
    ...(advance === undefined ? {} : { advanceMs: spanOf(advance) }),
    ...(set === undefined ? {} : { setTo: set }),
    ...(freeze || run ? { freeze: freeze === true } : {}),
  };
  const server = await sandboxServer(options.data);
  const moves = advance !== undefined || set !== undefined || freeze || run;
  const query = account === undefined ? '' : `?account=${encodeURIComponent(account)}`;
  type Answer = Shown & { readonly accounts?: readonly Shown[] };
  const state = moves
    ? await server.call<Answer>('POST', '/sandbox/clock', body)
    : await server.call<Answer>('GET', `/sandbox/clock${query}`);
  say(state);
  for (const own of state.accounts ?? []) say(own);
}
