// Brings a bare checkout to the point where the server, the demo and the tests run: packages, model files, compiled code.
// Every step is skipped when its result is already there. Uses nothing outside Node itself, since nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`set-up: ${text}\n`);

function stop(text) {
  process.stderr.write(`set-up failed: ${text}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(
      `Node ${process.versions.node} is too old. Tuquan needs Node 20.19 or newer; install it and run the command again.`,
    );
  }
}

/** Installs the packages named in package-lock.json, once per content of that file and version of Node's native interface. */
function installPackages() {
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) return; // an installed package: npm has already done this
  const stamp = join(root, 'node_modules', '.tuquan-installed');
  const wanted = createHash('sha256').update(readFileSync(lock)).update(process.versions.modules).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing packages (two to four minutes the first time)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, prefix] = npm ? [process.execPath, [npm]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const done = spawnSync(command, [...prefix, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The package's own install script fetches GPU files; the CPU library is inside the package itself.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (done.status !== 0) stop('"npm ci" did not finish. See its message above, then run the command again.');
  writeFileSync(stamp, wanted);
}

async function fetchModels() {
  const { ensureModel, models } = await import('./models.mjs');
  try {
    for (const [name, { always }] of Object.entries(models)) if (always) await ensureModel(name, { log: say });
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error));
  }
}

function compile() {
  if (!existsSync(join(root, 'src'))) return;
  mkdirSync(join(root, 'dist'), { recursive: true });
  const done = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) stop('the code did not compile; see the messages above.');
}

/** Runs every step in order. Ends the process with status 1 and a sentence when a step fails. */
export async function setUp() {
  checkNode();
  installPackages();
  await fetchModels();
  compile();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setUp();
