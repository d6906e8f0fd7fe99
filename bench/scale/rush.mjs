// Evidence: two api nodes and two workers on one PostgreSQL (flushes on); many people rush few coupons, round after round, and a
// node is killed with -9 in every so manieth one. The history of all requests and answers is checked against the books.
// usage: node bench/scale/rush.mjs [--rounds 100] [--people 10000] [--coupons 100] [--kill-every 10]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeMachine } from '../measure.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? String(fallback) : process.argv[at + 1];
};
console.log(describeMachine());
// The rounds are those of the test of the same rule, made longer: one history checker serves both.
const { status } = spawnSync('npx', ['vitest', 'run', 'test/reliability/oversell-nodes.test.ts'], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  stdio: 'inherit',
  env: {
    ...process.env,
    TUQUAN_TEST_POSTGRES_DURABLE: '1',
    TUQUAN_RUSH_ROUNDS: option('rounds', 100),
    TUQUAN_RUSH_PEOPLE: option('people', 10_000),
    TUQUAN_RUSH_COUPONS: option('coupons', 100),
    TUQUAN_RUSH_KILL_EVERY: option('kill-every', 10),
  },
});
process.exitCode = status ?? 1;
