// Starts the process of the npm clients and calls their methods by name.
// Must not know what a method does.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestServer } from '../../../support/server.js';

export type NpmClient = 'co' | 'old';
export type Answer = Record<string, unknown> & { errcode?: number };

/** What a client throws for an errcode. */
export class ClientError extends Error {
  readonly code: unknown;
  constructor({ name, message, code }: { name: string; message: string; code?: unknown }) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

export interface NpmClients {
  /** Calls a method of co-wechat-api or of wechat-api. @throws ClientError */
  call(client: NpmClient, method: string, ...args: unknown[]): Promise<Answer>;
  close(): Promise<void>;
}

interface Reply {
  id: number;
  result?: Answer;
  error?: { name: string; message: string; code?: unknown };
}

export function startNpmClients(server: TestServer): NpmClients {
  const { wechatMp, caCertificateFile } = server.sandbox;
  const child = fork(fileURLToPath(new URL('./npm-clients.cjs', import.meta.url)), {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      NODE_OPTIONS: '--no-deprecation',
      NODE_EXTRA_CA_CERTS: caCertificateFile,
      TUQUAN_TLS: new URL(server.tlsBaseUrl).port,
      TUQUAN_HTTP: new URL(server.baseUrl).port,
      APPID: wechatMp.appid,
      APPSECRET: wechatMp.secret,
    },
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  child.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  child.on('exit', (code) => {
    for (const [id, settle] of waiting) {
      settle({ id, error: { name: 'Error', message: `the clients' process ended with ${code}` } });
    }
    waiting.clear();
  });
  return {
    call: (client, method, ...args) =>
      new Promise((resolve, reject) => {
        last += 1;
        const id = last;
        waiting.set(id, ({ result, error }) =>
          error === undefined ? resolve(result ?? {}) : reject(new ClientError(error)),
        );
        child.send({ id, client, method, args });
      }),
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}
