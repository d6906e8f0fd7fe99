// Sandbox mode: one demo account per room with every credential, a certificate authority for local TLS, and sandbox.json.
// Must not know what a room's credentials are; each room contributes its own section.
import { X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RoomDefinition, SandboxAccounts } from './apis/room.js';
import type { Accounts } from './domain/accounts/index.js';
import type { Audience } from './domain/audience/index.js';
import type { Distribution } from './domain/distribution/index.js';
import { issueCertificate } from './kernel/certificates.js';
import type { Clock } from './kernel/clock.js';
import type { RandomBytes } from './kernel/ids.js';
import type { Blobs } from './ports/blobs/blobs.js';

/** The content of sandbox.json: addresses, the authority's certificate, one section per room. */
export type Sandbox = {
  baseUrl: string;
  tlsBaseUrl: string | null;
  caCertificateFile: string;
  proxy: SandboxProxy | null;
} & Record<string, unknown>;

/** Proxies that bring the hosts of the rooms' clients here: one refuses other hosts, the other reaches them. */
export interface SandboxProxy {
  readonly url: string;
  readonly passThroughUrl: string;
}

const year = 365 * 24 * 3_600_000;
const secret = { mode: 0o600 } as const;

const vouchesFor = (certificatePem: string, hosts: readonly string[]): boolean => {
  const certificate = new X509Certificate(certificatePem);
  return hosts.every((host) => certificate.checkHost(host.replace('*', 'any')) !== undefined);
};

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

/** What the clients of branched accounts need, by the numbers of these. */
export const branchesFile = (data: string): string => join(data, 'sandbox', 'branches.json');

const tlsFiles = ['ca-key.pem', 'ca.pem', 'tls.pem', 'tls-key.pem'];
/** Whether a file of the sandbox folder belongs to the local TLS port and to no account. */
export const ownTlsFile = (name: string): boolean => tlsFiles.includes(name);

/** The key and certificate the local TLS port answers with, also under `hosts`; made with their authority on the first start. */
export async function sandboxTls(
  data: string,
  clock: Clock,
  random: RandomBytes,
  hosts: readonly string[],
): Promise<{ privateKeyPem: string; certificatePem: string }> {
  const folder = join(data, 'sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [key, certificate] = await Promise.all([
    readText(join(folder, 'tls-key.pem')),
    readText(join(folder, 'tls.pem')),
  ]);
  // A certificate of an earlier version, which did not know all hosts, is made anew with its authority.
  if (key !== null && certificate !== null && vouchesFor(certificate, hosts)) {
    return { privateKeyPem: key, certificatePem: certificate };
  }
  const span = { notBefore: clock.now() - 24 * 3_600_000, notAfter: clock.now() + 10 * year };
  const ca = await issueCertificate({ subject: 'CN=Tuquan Sandbox CA, O=Tuquan', serialBytes: random(20), ...span });
  const leaf = await issueCertificate({
    subject: 'CN=localhost, O=Tuquan',
    serialBytes: random(20),
    hosts: ['localhost', '127.0.0.1', '::1', ...hosts],
    issuer: ca,
    notBefore: span.notBefore,
    notAfter: clock.now() + 2 * year,
  });
  await writeFile(join(folder, 'ca-key.pem'), ca.privateKeyPem, secret);
  await writeFile(join(folder, 'ca.pem'), ca.certificatePem, secret);
  await writeFile(join(folder, 'tls.pem'), leaf.certificatePem, secret);
  // The key last: its presence says that all four are there.
  await writeFile(join(folder, 'tls-key.pem'), leaf.privateKeyPem, secret);
  return leaf;
}

async function writeWhole(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content, secret);
  await rename(`${path}.new`, path);
}

/** What a room invented for this data folder; kept in a file before anything is created, so that every start agrees on it. */
async function roomAccounts(parts: SandboxParts, folder: string, room: RoomDefinition): Promise<SandboxAccounts> {
  const kept = join(folder, `${room.name}.json`);
  const known = await readText(kept);
  if (known !== null) return JSON.parse(known) as SandboxAccounts;
  const made = await room.createSandbox({
    clock: parts.clock,
    random: parts.random,
    storeBlob: async (bytes) => (await parts.blobs.put(bytes)).key,
    writeFile: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content, secret);
      return path;
    },
  });
  await writeWhole(kept, JSON.stringify(made));
  return made;
}

const quoted = (path: string): string => JSON.stringify(path).slice(1, -1);
/** What a room kept, with the absolute paths of a data folder that was copied from `from` to `to`. */
export const withAddressesMoved = (text: string, from: string, to: string): string =>
  text.replaceAll(quoted(from), quoted(to));

/** Corrects the absolute paths in what rooms kept below `folder`, after a data folder was copied. */
export async function moveAddresses(folder: string, from: string, to: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      if (text.includes(quoted(from))) await writeWhole(join(folder, name), withAddressesMoved(text, from, to));
    }),
  );
}

interface SandboxParts {
  readonly data: string;
  readonly baseUrl: string;
  readonly tlsBaseUrl: string | null;
  readonly proxy: SandboxProxy | null;
  readonly rooms: readonly RoomDefinition[];
  readonly accounts: Accounts;
  readonly audience: Audience;
  readonly distribution: Distribution;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Creates the demo accounts once, and writes sandbox.json (mode 0600) with the addresses of this start. */
export async function createSandbox(parts: SandboxParts): Promise<Sandbox> {
  const { data, baseUrl, tlsBaseUrl, proxy, rooms, accounts, audience, distribution } = parts;
  const folder = join(data, 'sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(data, 'sandbox.json');
  const furnish = async (room: RoomDefinition): Promise<[key: string, section: unknown]> => {
    const made = await roomAccounts(parts, folder, room);
    for (const account of made.accounts) {
      if (!(await accounts.exists(account.kind, account.number))) {
        await accounts.create(account, { actor: 'sandbox', role: 'server', room: room.name });
      }
    }
    for (const [accountId, followers] of Object.entries(made.followers ?? {})) {
      await Promise.all(followers.map((follower) => audience.add(accountId, follower)));
    }
    for (const [accountId, counters] of Object.entries(made.counters ?? {})) {
      for (const { key, name } of counters) await distribution.openCounter(accountId, name, key);
    }
    return [room.sandboxKey, made.section];
  };
  const sections: Record<string, unknown> = Object.fromEntries(await Promise.all(rooms.map(furnish)));
  const branches = await readText(branchesFile(data));
  if (branches !== null) sections.branches = JSON.parse(branches);
  const sandbox: Sandbox = { baseUrl, tlsBaseUrl, caCertificateFile: join(folder, 'ca.pem'), proxy, ...sections };
  await writeWhole(file, `${JSON.stringify(sandbox, null, 2)}\n`);
  return sandbox;
}
