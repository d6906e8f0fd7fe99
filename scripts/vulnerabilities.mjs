// Asks the package registry for known vulnerabilities of what a server runs with. Fails on high and critical ones; says why when the
// registry cannot be asked, and passes then: no answer is no finding, and is not to stop work without a network.
import { spawnSync } from 'node:child_process';
import { root } from './dependencies.mjs';

const npm = process.env.npm_execpath;
const args = ['audit', '--omit=dev', '--json', '--fetch-timeout=20000', '--fetch-retries=0'];
const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
const { stdout, error } = spawnSync(command, [...prefix, ...args], { cwd: root, encoding: 'utf8', timeout: 60_000 });

let report = null;
try {
  report = JSON.parse(stdout);
} catch {
  // No report; said below.
}
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const cause = [error?.message, report?.error?.summary, report?.message].find(Boolean) ?? 'it gave no report';
  console.log(`skipped, the registry could not be asked for vulnerabilities: ${cause}`);
} else {
  for (const { name, severity, via } of Object.values(report.vulnerabilities)) {
    const titles = via.map((each) => (typeof each === 'string' ? `by ${each}` : each.title)).join('; ');
    console.log(`${severity.padEnd(9)} ${name}: ${titles}`);
  }
  const { low, moderate, high, critical, total } = counts;
  console.log(`${total} known: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low`);
  process.exitCode = high + critical > 0 ? 1 : 0;
}
