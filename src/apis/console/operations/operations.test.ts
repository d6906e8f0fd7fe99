import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
let authorization: string;
beforeAll(async () => {
  server = await startTestServer();
  authorization = server.authorization;
});
afterAll(() => server.close());

const ask = (method: string, path: string) =>
  fetch(`${server.baseUrl}/api${path}`, { method, headers: { authorization } });

describe('operations', () => {
  it('show the queue, the engines, what is stored and which jobs were set aside', async () => {
    const shown = (await (await ask('GET', '/operations')).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({
      queue: { running: expect.any(Number), dead: 0 },
      engines: { capacity: expect.any(Number) },
      storage: { pictures: expect.any(Number), bytes: expect.any(Number) },
      sandbox: true,
    });
    expect(await (await ask('GET', '/operations/jobs')).json()).toEqual({ jobs: [], next: null });
  });

  it('say of each part whether it works, and what room the disk has', async () => {
    const { parts, disk, lateMs } = (await (await ask('GET', '/operations/health')).json()) as {
      parts: { name: string; failure: string | null }[];
      disk: { free: number; size: number };
      lateMs: number;
    };
    expect(parts.map(({ name, failure }) => [name, failure])).toEqual(
      ['database', 'blobs', 'queue', 'engines'].map((name) => [name, null]),
    );
    expect(disk.free).toBeGreaterThan(0);
    expect(disk.size).toBeGreaterThanOrEqual(disk.free);
    expect(lateMs).toBeLessThan(60_000);
  });

  it('say so when a job to be run again is not there', async () => {
    expect((await ask('POST', '/operations/jobs/999999/retry')).status).toBe(404);
    expect((await ask('POST', '/operations/jobs/x/retry')).status).toBe(400);
    expect((await ask('DELETE', '/operations/jobs/999999')).status).toBe(200);
  });
});
