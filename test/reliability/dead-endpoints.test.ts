import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type CardClient, cardClient, cashCard } from '../conformance/wechat-mp/support/cards.js';
import { type MessageServer, startMessageServer } from '../conformance/wechat-mp/support/message-server.js';
import { addCard } from '../support/rush.js';
import { startTestServer, type TestServer } from '../support/server.js';

/** Accounts whose endpoint takes connections and never answers. TUQUAN_SOAK=1 asks for the long form. */
const dead = process.env.TUQUAN_SOAK === '1' ? 10_000 : 300;
const mostDelayMs = 1_000;

let server: TestServer | undefined;
let merchant: MessageServer | undefined;
let silent: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  await server?.close();
  await merchant?.close();
  for (const socket of sockets) socket.destroy();
  silent?.close();
});

describe('a receiver that lives', () => {
  it(`hears within a second while ${dead} others take every connection and never answer`, {
    timeout: 60_000 + dead * 60,
  }, async () => {
    silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const deaf = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;

    server = await startTestServer();
    const { services, sandbox } = server;
    const client: CardClient = await cardClient(server);
    merchant = await startMessageServer(sandbox.wechatMp.token);
    await services.delivery.connect(client.account.id, merchant.url, null);
    const card = await client.create(cashCard({ get_limit: 0 }));
    /** ms from the claim to the event at the receiver. */
    const hears = async (): Promise<number> => {
      const before = merchant?.pushes.length ?? 0;
      const began = performance.now();
      const code = await client.claim(card);
      await expect
        .poll(() => merchant?.pushes.slice(before).some(({ body }) => body.includes(code)), {
          timeout: 60_000,
          interval: 10,
        })
        .toBe(true);
      return performance.now() - began;
    };
    await hears();

    const ids = Array.from({ length: dead }, (_, number) => `dead-${number}`);
    for (let at = 0; at < ids.length; at += 100) {
      await Promise.all(
        ids.slice(at, at + 100).map(async (id) => {
          await services.accounts.create({
            id,
            kind: client.account.kind,
            number: id,
            name: id,
            clientKeys: [],
            serverKeys: [],
            secrets: Object.fromEntries(client.account.secrets),
            brands: [],
          });
          await services.delivery.setEndpoint(id, deaf);
          await addCard(services.coupons, id, id, 1, 'generated');
        }),
      );
    }
    // Each has something to be told, all at the same moment.
    await Promise.all(ids.map((id) => services.coupons.claim({ accountId: id, offer: id, holder: 'x', channel: '' })));
    await expect.poll(() => sockets.size, { timeout: 30_000 }).toBeGreaterThan(30);
    const delays: number[] = [];
    for (let times = 0; times < 5; times += 1) delays.push(await hears());
    expect(Math.max(...delays)).toBeLessThan(mostDelayMs);
    const { ready } = await services.operations.look().then(({ queue }) => queue);
    console.log(
      `${dead} deaf endpoints, ${ready} notices still due: the live one heard after ${delays.map((ms) => Math.round(ms)).join(', ')} ms`,
    );
  });
});
