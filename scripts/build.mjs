// Compiles src/ to dist/ with the native TypeScript compiler, incremental, and bundles console/ when it changed: a repeated
// call costs well under a second.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// A build-info file without its output (a half-deleted dist) would make the compiler skip files: start over then.
if (!existsSync(join(root, 'dist', 'main.js'))) rmSync(join(root, 'dist'), { recursive: true, force: true });
const done = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (done.status !== 0) process.exit(done.status ?? 1);
chmodSync(join(root, 'bin', 'tuquan.mjs'), 0o755);

/** The console is bundled when its sources differ from those of the last bundle. */
const consoleFolder = join(root, 'console');
const sources = [
  'index.html',
  'package.json',
  'vite.config.ts',
  'antd-styles.ts',
  ...readdirSync(join(consoleFolder, 'public')).map((name) => join('public', name)),
]
  .concat(readdirSync(join(consoleFolder, 'src'), { recursive: true }).map((name) => join('src', String(name))))
  .filter((name) => /\.\w+$/.test(name))
  .sort();
const hash = createHash('sha256')
  .update('production')
  .update(readFileSync(join(root, 'package-lock.json')));
for (const name of sources) hash.update(name).update(readFileSync(join(consoleFolder, name)));
const wanted = hash.digest('hex');
const stamp = join(consoleFolder, 'dist', '.bundled');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const bundled = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', consoleFolder],
    // Whoever builds from a test run has set another: the bundle would hold the libraries' development forms.
    { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (bundled.status !== 0) process.exit(bundled.status ?? 1);
  writeFileSync(stamp, wanted);
}
