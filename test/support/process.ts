// A server as a process of its own, for tests that kill it.
// Knows nothing of what is asked of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blobEnvironment } from './blob-store.js';
import { databaseEnvironment } from './database.js';
import type { WechatPaySandbox } from './server.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));

export interface ServerProcess {
  readonly baseUrl: string;
  /** ms from the start of the process to its ready line. */
  readonly readyMs: number;
  readonly pid: number;
  sandbox(): { wechatPay: WechatPaySandbox };
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks the process to stop; resolves to its exit status. */
  terminate(): Promise<number | null>;
}

/** Starts `tuquan serve --sandbox` on a data folder; resolves at the ready line. @throws Error with its log when it ends before */
export async function startProcess(data: string, env: Record<string, string> = {}, port = 0): Promise<ServerProcess> {
  const places = { ...(await databaseEnvironment(data)), ...blobEnvironment(data) };
  const began = performance.now();
  const child: ChildProcess = spawn(
    process.execPath,
    [program, 'serve', '--sandbox', '--port', String(port), '--tls-port', '0', '--data', data],
    {
      env: { ...process.env, TUQUAN_LIMITS: 'off', TUQUAN_LOG: 'warn', ...places, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  child.stderr?.on('data', (text: Buffer) => {
    log = `${log}${text}`.slice(-20_000);
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const baseUrl = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout?.on('data', (text: Buffer) => {
      out += String(text);
      const found = /tuquan ready (\S+)\n/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    void exited.then(([code]) => reject(new Error(`the server ended with ${code} before it was ready:\n${log}`)));
  });
  return {
    baseUrl,
    readyMs: performance.now() - began,
    pid: child.pid ?? 0,
    sandbox: () => JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')) as { wechatPay: WechatPaySandbox },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    terminate: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
