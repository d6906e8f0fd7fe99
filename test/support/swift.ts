// A real S3-compatible store for tests: OpenStack Swift with its s3api and tempauth, which checks every signature. Four small
// processes on free ports and a temporary folder; ended with the test file. Knows nothing of what is stored.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3Settings } from '../../src/adapters/s3-blobs/settings.js';

const programs = ['account', 'container', 'object', 'proxy'].map((name) => `swift-${name}-server`);
const launcher = fileURLToPath(new URL('swift-server.py', import.meta.url));

/** Whether this machine has the store; says once why not. */
export function hasSwift(): boolean {
  const missing = programs.filter((name) => !existsSync(`/usr/bin/${name}`));
  if (missing.length > 0) {
    process.stderr.write(
      `skipped, no S3-compatible store: ${missing.join(', ')} not there; scripts/test-engines.mjs\n`,
    );
  }
  return missing.length === 0;
}

export interface SwiftServer {
  readonly settings: S3Settings;
  /** What a Tuquan server is told so that it uses this store. */
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as { port: number }).port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const secretKey = 'a secret/of+the=store'.replaceAll(' ', '-');

function proxyLines(): string {
  return `[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats cache s3api tempauth copy dlo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${secretKey} .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
auth_pipeline_check = false
[filter:cache]
use = egg:swift#memcache
${['catch_errors', 'gatekeeper', 'listing_formats', 'copy', 'dlo', 'versioned_writes']
  .map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`)
  .join('')}`;
}

/** Starts a store with one empty disk. @throws Error with its logs when it does not answer within half a minute */
export async function startSwift(): Promise<SwiftServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tuquan-swift-'));
  mkdirSync(join(folder, 'disks', 'd1'), { recursive: true });
  const path = (name: string): string => join(folder, name);
  writeFileSync(
    path('swift.conf'),
    '[swift-hash]\nswift_hash_path_suffix = t\nswift_hash_path_prefix = t\n[storage-policy:0]\nname = one\ndefault = yes\n',
  );
  const names = ['account', 'container', 'object', 'proxy'];
  const ports = await freePorts(names.length);
  for (const [index, name] of names.entries()) {
    const common = `[DEFAULT]\nswift_dir = ${folder}\ndevices = ${path('disks')}\nmount_check = false\nbind_ip = 127.0.0.1
bind_port = ${ports[index]}\nworkers = 0\nuser = ${userInfo().username}\nlog_level = WARNING\n`;
    const own = `[pipeline:main]\npipeline = ${name}-server\n[app:${name}-server]\nuse = egg:swift#${name}\n`;
    writeFileSync(path(`${name}.conf`), common + (name === 'proxy' ? proxyLines() : own));
  }
  const child = spawn('/usr/bin/python3', [launcher, folder, ...ports.map(String)], { stdio: 'pipe' });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      log = `${log}${text}`.slice(-10_000);
    });
  }
  const endpoint = `http://127.0.0.1:${ports[3]}`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = (port: number | undefined): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) }).then(
      () => true,
      () => false,
    );
  for (const end = Date.now() + 30_000; ; ) {
    if ((await Promise.all(ports.map(answers))).every(Boolean)) break;
    if (Date.now() > end) {
      await close();
      throw new Error(`the store did not start:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const settings: S3Settings = {
    endpoint,
    bucket: 'pictures',
    accessKey: 'test:tester',
    secretKey,
    region: 'us-east-1',
    prefix: '',
    timeoutMs: 10_000,
    connections: 16,
  };
  return {
    settings,
    env: {
      TUQUAN_S3_ENDPOINT: endpoint,
      TUQUAN_S3_BUCKET: settings.bucket,
      TUQUAN_S3_ACCESS_KEY: settings.accessKey,
      TUQUAN_S3_SECRET_KEY: settings.secretKey,
    },
    close,
  };
}
