// A rush simulated: a million people claim one coupon at 1, 10 and 100 nodes on one PostgreSQL. Time is the simulation's own;
// what a claim costs is measured elsewhere (bench/scale, bench/coupons) and handed in. Shows where the first narrow place is and
// what shards of the stock or blocks handed to nodes beforehand change about it.
// usage: node bench/sim/rush.mjs [--users 1000000] [--stock 100000] [--api 0.2] [--row 0.05] [--commit 2] [--trip 0.3] [--cores 8]
//   --api     ms of one api core for one claim over HTTP
//   --row     ms of a database core for one claim
//   --commit  ms until a transaction is on the database's disk
//   --trip    ms of one round trip between node and database
//   --cores   cores of the database
import { describeMachine, option } from '../measure.mjs';

const users = option('users', 1_000_000);
const stock = option('stock', 100_000);
const apiMs = option('api', 0.2);
const rowMs = option('row', 0.05);
const commitMs = option('commit', 2);
const tripMs = option('trip', 0.3);
const cores = option('cores', 8);
/** As the adapter has it: claims of one transaction, and round trips such a transaction takes. */
const mostBatch = 128;
const trips = 10;
const apiCores = 2;
/** What a node takes at once when the stock is handed out in blocks. */
const block = 1_000;

/** A heap of [time, what happens], earliest first; equal times in the order they were put in. */
class Agenda {
  #items = [];
  #order = 0;
  put(at, happen) {
    const items = this.#items;
    items.push({ at, order: this.#order++, happen });
    for (let child = items.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#before(items[child], items[parent])) break;
      [items[child], items[parent]] = [items[parent], items[child]];
      child = parent;
    }
  }
  take() {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (items.length > 0 && last !== undefined) {
      items[0] = last;
      for (let parent = 0; ; ) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) {
          if (child < items.length && this.#before(items[child], items[least])) least = child;
        }
        if (least === parent) break;
        [items[parent], items[least]] = [items[least], items[parent]];
        parent = least;
      }
    }
    return first;
  }
  #before(a, b) {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}

/**
 * Everybody comes at once, spread over the nodes. A node that `remembers` asks no more once it was told that nothing is left. A node's cores read requests; what they have read waits for a transaction,
 * which takes the lock of the coupon (or of one shard of it). Where nodes hold blocks, only fetching a block takes the lock.
 */
function rush(nodes, { shards = 1, blocks = false, remembers = true } = {}) {
  const agenda = new Agenda();
  const locks = Array.from({ length: shards }, () => ({ held: false, waiting: [] }));
  const left = Array.from({ length: shards }, (_, shard) => Math.floor((stock + shard) / shards));
  let busyCores = 0;
  const coreQueue = [];
  let issued = 0;
  let answered = 0;
  let lastIssued = 0;
  let now = 0;

  const cpu = (ms, then) => {
    const begin = () => {
      busyCores += 1;
      agenda.put(now + ms, () => {
        busyCores -= 1;
        coreQueue.shift()?.();
        then();
      });
    };
    if (busyCores < cores) begin();
    else coreQueue.push(begin);
  };
  const locked = (shard, work) => {
    const lock = locks[shard];
    const begin = () => {
      lock.held = true;
      work(() => {
        lock.held = false;
        lock.waiting.shift()?.();
      });
    };
    if (lock.held) lock.waiting.push(begin);
    else begin();
  };
  /** One transaction of `size` claims without waiting for its lock. */
  const transaction = (size, then) => {
    agenda.put(now + trips * tripMs, () => cpu(size * rowMs, () => agenda.put(now + commitMs, then)));
  };

  for (let number = 0; number < nodes; number += 1) {
    const node = {
      unread: Math.ceil((users - number) / nodes),
      ready: 0,
      under: 0,
      own: 0,
      dry: false,
      next: number % shards,
    };
    const most = blocks ? 4 : 1; // transactions of one node under way; of one coupon's lock never two
    const settle = (size, good) => {
      issued += good;
      answered += size;
      if (good > 0) lastIssued = now;
    };
    const work = () => {
      while (node.ready > 0 && node.under < most) {
        const size = Math.min(mostBatch, node.ready);
        node.ready -= size;
        if (node.dry && remembers) {
          settle(size, 0); // known to be sold out: answered from memory
          continue;
        }
        node.under += 1;
        const done = () => {
          node.under -= 1;
          work();
        };
        if (blocks && node.own >= size) {
          node.own -= size;
          transaction(size, () => {
            settle(size, size);
            done();
          });
        } else if (blocks) {
          locked(0, (release) =>
            transaction(1, () => {
              const got = Math.min(block, left[0]);
              left[0] -= got;
              node.own += got;
              if (got === 0 && node.own === 0) node.dry = true;
              release();
              const good = Math.min(size, node.own);
              node.own -= good;
              transaction(size, () => {
                settle(size, good);
                done();
              });
            }),
          );
        } else {
          const tried = node.next;
          locked(tried, (release) =>
            transaction(size, () => {
              const good = Math.min(size, left[tried]);
              left[tried] -= good;
              release();
              if (good < size) node.next = (tried + 1) % shards;
              if (left.every((each) => each === 0)) node.dry = true;
              settle(good, good);
              if (good < size && !node.dry) node.ready += size - good;
              else settle(size - good, 0);
              done();
            }),
          );
        }
      }
    };
    const read = () => {
      if (node.unread === 0) return;
      const size = Math.min(32, node.unread);
      node.unread -= size;
      agenda.put(now + (size * apiMs) / apiCores, () => {
        node.ready += size;
        work();
        read();
      });
    };
    read();
  }
  for (let item = agenda.take(); item !== undefined; item = agenda.take()) {
    now = item.at;
    item.happen();
  }
  return { issued, answered, soldOutMs: lastIssued, allMs: now, perSecond: (issued * 1000) / lastIssued };
}

console.log(describeMachine());
console.log(
  `${users} people, ${stock} coupons; a claim costs ${apiMs} ms of an api core and ${rowMs} ms of one of ${cores} database cores, a transaction ${trips} round trips of ${tripMs} ms and ${commitMs} ms to disk`,
);
const ways = {
  'one counter': { remembers: false },
  'the same, sold out remembered': {},
  '16 shards': { shards: 16 },
  [`blocks of ${block}`]: { blocks: true },
};
for (const nodes of [1, 10, 100]) {
  for (const [name, way] of Object.entries(ways)) {
    const { issued, answered, soldOutMs, allMs, perSecond } = rush(nodes, way);
    if (issued !== Math.min(stock, users) || answered !== users) {
      throw new Error(`${nodes} nodes, ${name}: ${issued} issued, ${answered} answered`);
    }
    console.log(
      `${String(nodes).padStart(3)} nodes, ${name.padEnd(29)} ${perSecond.toFixed(0).padStart(7)} claims/s, sold out after ${(soldOutMs / 1000).toFixed(1).padStart(6)} s, everybody answered after ${(allMs / 1000).toFixed(1).padStart(6)} s`,
    );
  }
}
