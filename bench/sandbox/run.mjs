// What a test pays: how long startTuquan takes, and how long a state with a million codes takes to save, load and branch,
// of the whole sandbox and of the one account that has them: alone, then beside another account (its branch) with as many.
// usage: node bench/sandbox/run.mjs [--codes 1000000]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offerSpec, offline } from '../coupons/server.mjs';
import { describeMachine, median } from '../measure.mjs';

const at = process.argv.indexOf('--codes');
const count = at < 0 ? 1_000_000 : Number(process.argv[at + 1]);
const milliseconds = async (work) => {
  const began = performance.now();
  const result = await work();
  return { ms: performance.now() - began, result };
};
console.log(describeMachine());

const loaded = await milliseconds(() => import('../../dist/testing/index.js'));
const { startTuquan } = loaded.result;
await (await startTuquan()).close(); // the template of this version is there from here on

// A first server: in a process of its own each time, whose import is not counted; and the first requests it answers, one of them
// signed. What the asking itself loads is there already.
const once = `import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { startTuquan } from '${new URL('../../dist/testing/index.js', import.meta.url).href}';
const ask = (url, headers = {}) => new Promise((resolve, reject) => {
  get(url, { headers, agent: false }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
});
const plain = createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', async () => {
  await ask('http://127.0.0.1:' + plain.address().port);
  plain.close();
  const times = [];
  const timed = async (work) => {
    const began = performance.now();
    const result = await work();
    times.push(performance.now() - began);
    return result;
  };
  const server = await timed(startTuquan);
  const { wechatMp: app, wechatPay: pay } = server.credentials;
  const path = '/v3/certificates';
  const now = Math.floor(server.clock.now() / 1000);
  const signature = createSign('sha256').update('GET\\n' + path + '\\n' + now + '\\nfirst\\n\\n').sign(readFileSync(pay.merchantPrivateKeyFile), 'base64');
  const authorization = 'WECHATPAY2-SHA256-RSA2048 mchid="' + pay.mchid + '",nonce_str="first",timestamp="' + now + '",serial_no="' + pay.merchantSerial + '",signature="' + signature + '"';
  const answers = [
    await timed(() => ask(server.baseUrl + '/cgi-bin/token?grant_type=client_credential&appid=' + app.appid + '&secret=' + app.secret)),
    await timed(() => ask(server.baseUrl + path, { authorization, accept: 'application/json' })),
  ];
  if (answers.some((status) => status !== 200)) throw new Error('answered ' + answers);
  console.log(JSON.stringify(times));
  await server.close();
});`;
const folder = mkdtempSync(join(tmpdir(), 'tuquan-bench-'));
const program = join(folder, 'once.mjs');
writeFileSync(program, once);
const first = [];
const later = [];
for (let round = 0; round < 7; round += 1) {
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  first.push(JSON.parse(stdout));
  const { ms, result } = await milliseconds(() => startTuquan());
  later.push(ms);
  await result.close();
}
rmSync(folder, { recursive: true });
const firsts = (at) => median(first.map((times) => times[at])).toFixed(0);
console.log(
  `startTuquan: later servers of a process median ${median(later).toFixed(0)} ms (bound 300), the first ${firsts(0)} ms, its first request ${firsts(1)} ms, the first signed one ${firsts(2)} ms; import of tuquan/testing ${loaded.ms.toFixed(0)} ms`,
);

const server = await startTuquan();
await offline(server.data, async ({ accounts, coupons }) => {
  const { id } = await accounts.find('app', server.credentials.wechatMp.appid);
  await coupons.createOffer(id, offerSpec('list', { stock: 0, codeMode: 'imported' }));
  for (let from = 0; from < count; from += 5_000) {
    const codes = Array.from(
      { length: Math.min(5_000, count - from) },
      (_, n) => `${((from + n) * 7_919_033) % 999_999_937}-${from + n}`,
    );
    await coupons.importCodes(id, 'list', codes);
  }
});
const times = { save: [], load: [], branch: [], copy: [] };
let bytes = 0;
for (let round = 0; round < 3; round += 1) {
  const saved = await milliseconds(() => server.snapshots.save(`round-${round}`));
  times.save.push(saved.ms);
  bytes = statSync(saved.result).size;
  times.load.push((await milliseconds(() => server.snapshots.load(`round-${round}`))).ms);
  const branch = await milliseconds(() => startTuquan({ snapshot: saved.result }));
  times.branch.push(branch.ms);
  await branch.result.close();
  // The machine's own ceiling: the same bytes copied once.
  times.copy.push((await milliseconds(() => copyFile(saved.result, `${saved.result}.copy`))).ms);
  await rm(`${saved.result}.copy`);
}
const line = (name) => `${name} ${(median(times[name]) / 1000).toFixed(2)} s`;
console.log(
  `${count} codes, ${(bytes / 1_048_576).toFixed(0)} MiB: ${line('save')} · ${line('load')} · ${line('branch')} (server started on it); the same bytes copied ${line('copy')}; bound 5 s`,
);

const { appid } = server.credentials.wechatMp;
const one = { save: [], load: [], branch: [], reset: [] };
/** The longest answers another account gets while `work` goes on (ms): to what reads, and to what writes. */
async function watching({ appid, secret }, work) {
  const token = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  const ask = async (path) => (await fetch(`${server.baseUrl}${path}`)).json();
  const { access_token } = await ask(token);
  const longest = { read: 0, write: 0 };
  let going = true;
  const keep = async (kind, path) => {
    while (going) {
      const { ms, result } = await milliseconds(() => ask(path));
      if (result.errcode) throw new Error(JSON.stringify(result));
      longest[kind] = Math.max(longest[kind], ms);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const askers = [keep('read', `/cgi-bin/tags/get?access_token=${access_token}`), keep('write', token)];
  await work();
  going = false;
  await Promise.all(askers);
  return longest;
}
/** Every figure of one round, with what it took of processors: on a busy machine the clock says little. */
async function round(name, verbs, other) {
  const said = [];
  for (const [verb, work] of verbs) {
    const before = process.cpuUsage();
    let longest;
    const { ms } = await milliseconds(async () => {
      if (other === undefined) await work();
      else longest = await watching(other, work);
    });
    const { user, system } = process.cpuUsage(before);
    one[verb].push(ms);
    const meanwhile = longest
      ? `; the other account waited up to ${longest.read.toFixed(0)} ms to read, ${longest.write.toFixed(0)} ms to write`
      : '';
    said.push(`${verb} ${(ms / 1000).toFixed(2)} s (processors ${((user + system) / 1e6).toFixed(2)} s${meanwhile})`);
  }
  console.log(`one account, ${name}: ${said.join(' · ')}; bound 5 s`);
}
const snapshots = server.snapshots;
const verbs = (name) => [
  ['save', () => snapshots.saveAccount(name, appid)],
  ['load', () => snapshots.load(name)],
  ['reset', () => snapshots.resetAccount(appid)],
  ['load', () => snapshots.load(name)],
];
await round('alone', verbs('alone'));
let branch;
const branching = async () => {
  branch = await snapshots.branchAccount(appid);
};
await round('branched', [['branch', branching]]);
await round('beside its branch', verbs('beside'), branch.credentials);
await server.close();
process.exitCode =
  Math.max(median(times.save), median(times.load), median(times.branch), ...Object.values(one).flat()) > 5_000 ? 1 : 0;
