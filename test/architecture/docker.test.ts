// What can be checked of the container set-up without an engine: there is none where these tests run. It is not built here.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sourceFiles } from './source-files.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Instructions of the Dockerfile, continued lines joined. */
const instructions = read('docker/Dockerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line));
const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: unknown;
}
const compose = parse(read('docker/compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const commands = (): string => read('src/main.ts');

describe('the Dockerfile', () => {
  it('copies what there is, and what an earlier step makes', () => {
    const made = ['.models', 'dist', 'node_modules', 'console/dist'];
    for (const line of instructions.filter((each) => each.startsWith('COPY '))) {
      const words = line.split(/\s+/).slice(1);
      const fromBuild = words[0] === '--from=build';
      for (const source of words.slice(fromBuild ? 1 : 0, -1)) {
        const path = source.replace('/app/', '');
        expect(existsSync(join(root, path)) || made.includes(path), line).toBe(true);
      }
    }
    for (const [, script = ''] of read('docker/Dockerfile').matchAll(/node (\S+\.mjs)/g)) {
      expect(existsSync(join(root, script)), script).toBe(true);
    }
  });

  it('ends with a user that is not root, a health check, and a command the program has', () => {
    const user = last.find((line) => line.startsWith('USER '))?.split(' ')[1] ?? '0';
    expect(Number(user.split(':')[0])).toBeGreaterThan(0);
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    const [entry, command] = ['ENTRYPOINT ', 'CMD '].map(
      (name) => JSON.parse(last.find((line) => line.startsWith(name))?.slice(name.length) ?? '[]') as string[],
    );
    expect(existsSync(join(root, entry?.[1] ?? 'none'))).toBe(true);
    expect(commands()).toContain(`.command('${command?.[0]}')`);
    expect(last.join('\n')).not.toMatch(/apt-get|npm (?:ci|install)/);
  });

  it('has a health check that tells a server that is alive from one that is not', async () => {
    const line = last.find((each) => each.startsWith('HEALTHCHECK ')) ?? '';
    const [, ...args] = JSON.parse(line.slice(line.indexOf('["'))) as string[];
    let status = 200;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const env = { ...process.env, TUQUAN_PORT: String((server.address() as AddressInfo).port) };
    const check = () =>
      new Promise((resolve) => spawn(process.execPath, args, { env, stdio: 'ignore' }).once('exit', resolve));
    expect(await check()).toBe(0);
    status = 500;
    expect(await check()).toBe(1);
    await new Promise((resolve) => server.close(resolve));
    expect(await check()).toBe(1);
    expect(asked).toEqual(['/healthz', '/healthz']);
  });
});

describe('the compose file', () => {
  const nodes = Object.entries(compose.services).filter(
    ([, { environment }]) => environment?.TUQUAN_ROLE !== undefined,
  );

  it('has two nodes that serve and two that work, none of which can change its own files', () => {
    expect(nodes.map(([, { environment }]) => environment?.TUQUAN_ROLE).sort()).toEqual([
      'api',
      'api',
      'worker',
      'worker',
    ]);
    for (const [name, { read_only, cap_drop, command }] of nodes) {
      expect([name, read_only, cap_drop]).toEqual([name, true, ['ALL']]);
      expect(commands()).toContain(`.command('${command?.[0]}')`);
    }
  });

  it('sets what the program reads, and names secrets without holding one', () => {
    const source = sourceFiles()
      .map(({ text }) => text)
      .join('\n');
    for (const [name, { environment = {} }] of Object.entries(compose.services)) {
      for (const [key, value] of Object.entries(environment)) {
        if (key.startsWith('TUQUAN_')) expect(source, `${name}: ${key}`).toContain(key);
        if (/PASSWORD|SECRET|_URL$/.test(key)) expect(value, key).toMatch(/\$\{\w+(?::\?|:-http)/);
      }
    }
    const asked = new Set([...read('docker/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const given = new Set([...read('docker/example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    expect([...asked].sort()).toEqual([...given].sort());
  });

  it('mounts files that are there, and its balancer leads to the nodes that serve', () => {
    for (const { volumes = [] } of Object.values(compose.services)) {
      for (const volume of volumes.filter((each) => each.startsWith('./'))) {
        expect(existsSync(join(root, 'docker', volume.split(':')[0] ?? ''))).toBe(true);
      }
    }
    const led = [...read('docker/nginx.conf').matchAll(/server (\S+):8620/g)].map(([, name]) => name);
    expect(led).toEqual(
      nodes.filter(([, { environment }]) => environment?.TUQUAN_ROLE === 'api').map(([name]) => name),
    );
  });
});
