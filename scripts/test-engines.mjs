// Installs the engines that tests run against for real, where this machine can: Debian's packages, as root. Elsewhere the tests
// that need one are skipped and say why. Skips what is there; `npm test` calls it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPrograms } from './postgres.mjs';

const engines = [
  { name: 'PostgreSQL', present: () => findPrograms() !== null, packages: ['postgresql'] },
  {
    name: 'an S3-compatible store (OpenStack Swift)',
    present: () => existsSync('/usr/bin/swift-proxy-server') && existsSync('/usr/bin/swift-object-server'),
    packages: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'],
  },
];

const say = (text) => process.stderr.write(`test set-up: ${text}\n`);
const missing = engines.filter(({ present }) => !present());
if (missing.length > 0) {
  const names = missing.map(({ name }) => name).join(', ');
  const packages = missing.flatMap((engine) => engine.packages);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`no ${names}: its tests are skipped. To run them: apt-get install ${packages.join(' ')}`);
  } else {
    say(`installing ${names}`);
    // RUNLEVEL=1: installing a package must not start its service.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const apt = (...args) =>
      spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
        env,
        encoding: 'utf8',
        timeout: 600_000,
      });
    const steps = [['update'], ['install', '-y', '--no-install-recommends', ...packages]];
    const failed = steps.map((step) => apt(...step)).find(({ status }) => status !== 0);
    if (failed !== undefined) {
      const cause = (failed.stderr ?? '').trim().split('\n').at(-1) || 'no answer';
      say(`it could not be installed (${cause}): its tests are skipped`);
    }
  }
}
