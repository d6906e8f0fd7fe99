// A server of its own for the coupon benchmarks: a data folder with offers made beforehand, then `tuquan serve` on it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

/** Runs `work` on a whole server that does not listen, in this process. */
export async function offline(data, work) {
  const [{ createTuquan }, { readSettings }, { systemClock }, { systemRandom }, { createLog }] = await Promise.all(
    ['wiring.js', 'settings.js', 'kernel/clock.js', 'kernel/ids.js', 'kernel/log.js'].map(dist),
  );
  const settings = readSettings({ TUQUAN_DATA: data, TUQUAN_ROLE: 'api' }, process.env);
  const parts = { clock: systemClock, random: systemRandom, log: createLog('warn', false), environment: process.env };
  const tuquan = await createTuquan(settings, parts);
  try {
    return await work(tuquan.services);
  } finally {
    await tuquan.stop(0);
  }
}

/** An account that offers can belong to. */
export async function addAccount({ accounts }, id = 'bench') {
  const none = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  if ((await accounts.find('bench', id)) === null)
    await accounts.create({ id, kind: 'bench', number: id, name: id, ...none });
  return id;
}

/** A spec whose copies are drawn at random. */
export const offerSpec = (number, change = {}) => ({
  number,
  kind: 'cash-off',
  title: number,
  validity: { kind: 'range', from: 0, until: Date.now() + 30 * 86_400_000 },
  stock: 100_000_000,
  codeMode: 'generated',
  limits: { claimsPerHolder: 1, redemptionsPerHolder: null, canShare: true, canGift: true },
  origin: 'api',
  presentation: '{}',
  review: 'approved',
  approveAt: null,
  ...change,
});

export const newFolder = () => mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
export const dropFolder = (data) => rmSync(data, { recursive: true, force: true });

/** Starts `tuquan serve --sandbox` with the role api. */
export async function startServer(data, env = {}) {
  const child = spawn(
    process.execPath,
    [
      ...(process.env.BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean),
      join(root, 'bin/tuquan.mjs'),
      'serve',
      '--sandbox',
      '--port',
      '0',
      '--tls-port',
      '0',
      '--data',
      data,
    ],
    {
      env: { ...process.env, TUQUAN_ROLE: 'api', TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const port = await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => {
      const found = /tuquan ready http:\/\/[^:]+:(\d+)/.exec(String(text));
      if (found) resolve(Number(found[1]));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const { user, password } = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')).console;
  return {
    port,
    pid: child.pid,
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await exited;
    },
  };
}
