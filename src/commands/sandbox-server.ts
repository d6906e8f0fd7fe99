// The sandbox server that runs on a data folder, as other commands talk to it.
// Must not start one.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Sandbox } from '../sandbox.js';
import { readSettings } from '../settings.js';

export interface SandboxServer {
  /** Absolute path of its data folder. */
  readonly data: string;
  readonly sandbox: Sandbox;
  readonly sandboxFile: string;
  /** Calls one of its own routes with JSON. @throws Error with what the server said */
  call<T>(method: string, path: string, body?: object): Promise<T>;
}

export const dataFolder = (given: string | undefined): string => resolve(given ?? readSettings({}, process.env).data);

/** @throws Error naming how to start it */
export async function sandboxServer(given: string | undefined): Promise<SandboxServer> {
  const data = dataFolder(given);
  const sandboxFile = join(data, 'sandbox.json');
  let sandbox: Sandbox;
  try {
    sandbox = JSON.parse(await readFile(sandboxFile, 'utf8')) as Sandbox;
  } catch (error) {
    throw new Error(
      `${sandboxFile} cannot be read (${(error as Error).message}); start the server with: tuquan serve --sandbox --data ${data}`,
    );
  }
  const alive = await fetch(`${sandbox.baseUrl}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!alive) {
    throw new Error(
      `no sandbox server answers at ${sandbox.baseUrl}; start it with: tuquan serve --sandbox --data ${data}`,
    );
  }
  return {
    data,
    sandbox,
    sandboxFile,
    call: async <T>(method: string, path: string, body?: object) => {
      const answer = await fetch(`${sandbox.baseUrl}${path}`, {
        method,
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text) as T;
      let message = text.slice(0, 500);
      try {
        message = (JSON.parse(text) as { error?: string }).error ?? message;
      } catch {
        // Not ours: shown as it is.
      }
      throw new Error(answer.status === 404 && !text.startsWith('{"error"') ? `${path} is not served` : message);
    },
  };
}
