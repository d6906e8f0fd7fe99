// Installs what tests run against for real (databases, a store, a browser, other languages), where this machine can: Debian's
// packages, as root. Elsewhere the tests that need one are skipped and say why. Skips what is there; `npm test` calls it.
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
  {
    name: 'a browser (Chromium)',
    present: () => process.env.TUQUAN_CHROMIUM !== undefined || existsSync('/usr/bin/chromium'),
    packages: ['chromium'],
  },
  {
    name: 'PHP with curl',
    present: () => spawnSync('php', ['-r', 'exit((int) !extension_loaded("curl"));']).status === 0,
    packages: ['php-cli', 'php-curl'],
  },
  {
    name: 'requests for Python',
    present: () =>
      ['python3', '/usr/bin/python3'].some((python) => spawnSync(python, ['-c', 'import requests']).status === 0),
    packages: ['python3-requests'],
  },
];

const say = (text) => process.stderr.write(`test set-up: ${text}\n`);
// RUNLEVEL=1: installing a package must not start its service.
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
const apt = (...args) =>
  spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, encoding: 'utf8', timeout: 600_000 });

const missing = engines.filter(({ present }) => !present());
const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
if (missing.length > 0 && canInstall) apt('update');
// One by one: what cannot be had must not keep the others out.
for (const { name, packages } of missing) {
  if (!canInstall) {
    say(`no ${name}: its tests are skipped. To run them: apt-get install ${packages.join(' ')}`);
    continue;
  }
  say(`installing ${name}`);
  const { status, stderr } = apt('install', '-y', '--no-install-recommends', ...packages);
  if (status !== 0) {
    const cause = (stderr ?? '').trim().split('\n').at(-1) || 'no answer';
    say(`it could not be installed (${cause}): its tests are skipped`);
  }
}
