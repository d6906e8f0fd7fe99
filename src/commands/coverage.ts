// tuquan coverage and tuquan forge: what a program under test has met, and what its receiver takes.
// Must not judge: the server does.
import type { ForgedAccount } from '../sandbox/check-routes.js';
import type { CoverageReport } from '../sandbox/coverage.js';
import { sandboxServer } from './sandbox-server.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export async function showCoverage(options: {
  data?: string;
  json?: boolean;
  missing?: boolean;
  exercise?: string;
}): Promise<void> {
  const server = await sandboxServer(options.data);
  if (options.exercise !== undefined) {
    const body = { id: options.exercise };
    return say((await server.call<{ done: string }>('POST', '/sandbox/coverage/exercise', body)).done);
  }
  const report = await server.call<CoverageReport>('GET', '/sandbox/coverage');
  if (options.json) return say(JSON.stringify(report));
  for (const { id, met, title, exercise } of report.items) {
    if (met > 0 && options.missing) continue;
    say(
      `${met > 0 ? '✓' : '✗'} ${String(met).padStart(6)}  ${id}  ${title}${met > 0 ? '' : `\n          → ${exercise}`}`,
    );
  }
  say(`${report.met} of ${report.all} met since ${new Date(report.since).toISOString()}`);
  for (const hole of report.holes) say(`✗ the receiver took a callback it must refuse: ${hole}`);
}

export async function forge(options: {
  data?: string;
  section?: string;
  kind?: string;
  json?: boolean;
}): Promise<void> {
  const server = await sandboxServer(options.data);
  const answer = await server.call<{ holes: number; careless: number; accounts: ForgedAccount[] }>(
    'POST',
    '/sandbox/callbacks/forge',
    {
      ...(options.section ? { section: options.section } : {}),
      ...(options.kind ? { kinds: options.kind.split(',').map((kind) => kind.trim()) } : {}),
    },
  );
  if (answer.holes > 0) process.exitCode = 1;
  if (options.json) return say(JSON.stringify(answer));
  for (const { account, receiver, results } of answer.accounts) {
    say(`${account} → ${receiver}`);
    for (const { kind, title, verdict, status, error } of results) {
      const answered = status === null ? (error ?? 'no answer') : `answered ${status}`;
      say(
        `  ${verdict === 'fine' ? '✓' : '✗'} ${kind.padEnd(18)} ${answered.padEnd(16)} ${verdict === 'fine' ? '' : `${verdict}: `}${title}`,
      );
    }
  }
  say(`${answer.holes} taken that must be refused, ${answer.careless} that should be`);
}
