// A new key for the secrets of several nodes, the way docs/security.md says it.
import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { composeTask, payClient, tasksPath } from '../support/pay-client.js';
import { hasPostgres, newDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const folder = makeTemporaryFolder();
let database: TestDatabase | undefined;
const nodes: (TestServer | undefined)[] = [];
afterAll(async () => {
  await Promise.all(nodes.map((node) => node?.close()));
  await database?.drop();
  folder.remove();
});

describe.skipIf(!hasPostgres())('nodes that share a database', () => {
  it('change the key of their secrets one by one, and each answers at every step', { timeout: 240_000 }, async () => {
    database = await newDatabase();
    const { url } = database;
    const start = (keys: readonly string[]): Promise<TestServer> =>
      startTestServer({
        data: folder.path,
        env: { TUQUAN_DATABASE_URL: url, TUQUAN_SECRET_KEY: keys.join(','), TUQUAN_ROLE: 'api' },
      });
    let asked = 0;
    const answers = () =>
      Promise.all(
        nodes.map(async (node) => {
          if (node === undefined) return null;
          // What it remembers of accounts would hide for some seconds that it cannot read them.
          node.services.accounts.forget();
          asked += 1;
          const { wechatPay } = node.sandbox;
          return (await payClient(node.baseUrl, wechatPay).post(tasksPath, composeTask(wechatPay, `turn_${asked}`)))
            .status;
        }),
      );

    const [older = '', newer = ''] = [1, 2].map(() => randomBytes(32).toString('hex'));
    for (const keys of [[older], [older, newer], [newer, older], [newer]]) {
      for (const place of [0, 1]) {
        await nodes[place]?.close();
        nodes[place] = await start(keys);
        expect([keys.length, ...(await answers())]).toEqual([keys.length, ...nodes.map(() => 200)]);
      }
    }
    // Nothing is left under the older key: with it alone nobody starts.
    await expect(start([older])).rejects.toThrow('neither in TUQUAN_SECRET_KEY');
    expect(await nodes[0]?.services.audit.verify()).toMatchObject({ whole: true, sealed: true });
  });
});
