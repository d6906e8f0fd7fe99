// Durable claims per second on PostgreSQL at one node and at two, of one hot coupon and of many, without HTTP: what the
// database carries. In the same run what one connection can commit and how often this disk flushes. Flushes are on.
// usage: node bench/scale/claims.mjs [--rounds 3] [--seconds 3] [--asking 256] [--offers 16]
import { fork } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { once, startPostgres, stopPostgres, urlOf } from '../../scripts/postgres.mjs';
import { addAccount, dropFolder, newFolder, offerSpec, offline } from '../coupons/server.mjs';
import { describeMachine, median, option } from '../measure.mjs';

const rounds = option('rounds', 3);
const seconds = option('seconds', 3);
const asking = option('asking', 256);
const offers = option('offers', 16);

/** One node: claims for `seconds` each time it is told to. */
async function node(data) {
  await offline(data, async ({ coupons, accounts }) => {
    const account = await accounts.find('bench', 'bench');
    if (account === null) throw new Error('the bench account is missing');
    let people = 0;
    process.send({ ready: true });
    for (;;) {
      const { cards, begin } = await new Promise((resolve) => process.once('message', resolve));
      if (cards === undefined) return;
      let claimed = 0;
      const began = performance.now();
      const cpu = process.cpuUsage();
      const one = async (place) => {
        while (performance.now() - began < seconds * 1000) {
          people += 1;
          await coupons.claim({
            accountId: 'bench',
            offer: cards[(place + people) % cards.length],
            holder: `${begin}-${process.pid}-${people}`,
            channel: 'bench',
          });
          claimed += 1;
        }
      };
      await Promise.all(Array.from({ length: asking }, (_, place) => one(place)));
      const { user, system } = process.cpuUsage(cpu);
      process.send({ claimed, ms: performance.now() - began, cpuMs: (user + system) / 1000 });
    }
  });
  process.disconnect();
}

function flushesPerSecond(folder) {
  const file = openSync(join(folder, 'flush'), 'w');
  const page = Buffer.alloc(4096, 7);
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < 500; count += 1) {
    writeSync(file, page);
    fdatasyncSync(file);
  }
  closeSync(file);
  return count / ((performance.now() - began) / 1000);
}

async function bench() {
  const server = await startPostgres(true);
  const data = newFolder();
  const nodes = [];
  try {
    await once(server.port, 'CREATE DATABASE bench');
    process.env.TUQUAN_DATABASE_URL = urlOf(server.port, 'bench');
    const cards = Array.from({ length: offers }, (_, number) => `card-${number}`);
    await offline(data, async (services) => {
      const account = await addAccount(services);
      for (const card of cards) await services.coupons.createOffer(account, offerSpec(card));
    });
    for (let number = 0; number < 2; number += 1) {
      const child = fork(new URL(import.meta.url), [...process.argv.slice(2), '--node', data], { env: process.env });
      await new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (code) => reject(new Error(`a node ended with ${code}`)));
      });
      nodes.push(child);
    }
    const ask = (child, wanted, begin) =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send({ cards: wanted, begin });
      });
    console.log(describeMachine());
    console.log(
      `durable claims on PostgreSQL without HTTP, ${asking} asking per node, ${seconds} s a round, ${rounds} rounds`,
    );
    const cases = [
      ['one coupon, one node', nodes.slice(0, 1), cards.slice(0, 1)],
      ['one coupon, two nodes', nodes, cards.slice(0, 1)],
      [`${offers} coupons, one node`, nodes.slice(0, 1), cards],
      [`${offers} coupons, two nodes`, nodes, cards],
    ];
    const rates = new Map(cases.map(([name]) => [name, []]));
    const flushes = [];
    for (const [name, some, wanted] of cases)
      await Promise.all(some.map((child) => ask(child, wanted, `warm ${name}`)));
    for (let round = 1; round <= rounds; round += 1) {
      flushes.push(flushesPerSecond(data));
      for (const [name, some, wanted] of cases) {
        const answers = await Promise.all(some.map((child) => ask(child, wanted, `${round} ${name}`)));
        const rate = answers.reduce((sum, { claimed, ms }) => sum + claimed / (ms / 1000), 0);
        const cpu =
          answers.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / answers.reduce((sum, { claimed }) => sum + claimed, 0);
        rates.get(name).push(rate);
        console.log(
          `round ${round}  ${name.padEnd(24)} ${rate.toFixed(0).padStart(7)} claims/s  node ${cpu.toFixed(3)} ms CPU per claim`,
        );
      }
    }
    for (const [name, all] of rates)
      console.log(`median   ${name.padEnd(24)} ${median(all).toFixed(0).padStart(7)} claims/s`);
    console.log(`median   flushes of 4 KiB        ${median(flushes).toFixed(0).padStart(7)} /s`);
  } finally {
    for (const child of nodes) child.send({});
    await Promise.all(nodes.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    dropFolder(data);
    await stopPostgres(server);
  }
}

const at = process.argv.indexOf('--node');
await (at < 0 ? bench() : node(process.argv[at + 1]));
