// Durable claims per second through POST /api/claims, beside the same server with one flush per claim, and beside what this
// disk can flush, all in the same run. The client runs on the same cores.
// usage: node bench/coupons/claims.mjs [--rounds 5] [--seconds 4] [--connections 64]
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from '../keep-alive.mjs';
import { describeMachine, median, option } from '../measure.mjs';
import { load } from './client.mjs';
import { addAccount, dropFolder, newFolder, offerSpec, offline, startServer } from './server.mjs';

const rounds = option('rounds', 5);
const seconds = option('seconds', 4);
const connections = option('connections', 64);

/** Flushes of 4 KiB per second, for one second. */
function flushesPerSecond(folder) {
  const file = openSync(join(folder, 'flush'), 'w');
  const page = Buffer.alloc(4096, 7);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < 1000) {
    writeSync(file, page);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return count / ((performance.now() - began) / 1000);
}

let people = 0;
const person = () => {
  people += 1;
  return `o${String(people).padStart(27, '0')}`;
};
async function round(server) {
  const end = performance.now() + seconds * 1000;
  const began = performance.now();
  const times = [];
  await load({
    port: server.port,
    authorization: server.authorization,
    connections,
    next: () => (performance.now() < end ? { card_id: 'bench', openid: person(), outer_str: 'c1' } : null),
    answered: (_body, status, text, ms) => {
      if (status !== 200) throw new Error(`${status} ${text}`);
      times.push(ms);
    },
  });
  const passed = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / passed,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    count: times.length,
  };
}

const [shared, single] = [newFolder(), newFolder()];
const servers = [];
try {
  for (const data of [shared, single]) {
    await offline(data, async (services) => {
      await services.coupons.createOffer(await addAccount(services), offerSpec('bench'));
    });
  }
  servers.push(await startServer(shared), await startServer(single, { TUQUAN_UNITS_PER_FLUSH: '1' }));
  console.log(describeMachine());
  console.log(`durable claims through POST /api/claims, ${connections} connections, ${seconds} s a round`);
  for (const server of servers) await round(server);
  const [rates, p99s, ratios] = [[], [], []];
  for (let number = 1; number <= rounds; number += 1) {
    const flushes = flushesPerSecond(shared);
    const ours = await round(servers[0]);
    const one = await round(servers[1]);
    rates.push(ours.perSecond);
    p99s.push(ours.p99);
    ratios.push(ours.perSecond / one.perSecond);
    console.log(
      `round ${number}: ${ours.perSecond.toFixed(0)} claims/s, p50 ${ours.p50.toFixed(1)} ms, p99 ${ours.p99.toFixed(1)} ms; ` +
        `one flush per claim ${one.perSecond.toFixed(0)}/s, p99 ${one.p99.toFixed(1)} ms; ratio ${(ours.perSecond / one.perSecond).toFixed(1)}; ` +
        `this disk ${flushes.toFixed(0)} flushes/s`,
    );
  }
  console.log(
    `median: ${median(rates).toFixed(0)} claims/s (must reach 5000), p99 ${median(p99s).toFixed(1)} ms (at most 40), ` +
      `${median(ratios).toFixed(1)}× one flush per claim (must reach 5)`,
  );
} finally {
  for (const server of servers) await server.stop();
  dropFolder(shared);
  dropFolder(single);
}
