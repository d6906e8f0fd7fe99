// Compiles src/ to dist/ with the native TypeScript compiler; incremental, so a repeated call costs well under a second.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
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
