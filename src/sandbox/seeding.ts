// Applies seeds: once each, as a whole or not at all; and the route that takes one.
// Must not know what a seed says.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Accounts } from '../domain/accounts/index.js';
import { BadRequest, guarded, send } from '../http/plain-json.js';
import { type HttpApp, rawBody } from '../http/server.js';
import { describe } from '../kernel/errors.js';
import { createSeeds, type Seeded, type SeedParts } from './seed.js';
import { SeedError } from './seed-text.js';
import { type Snapshots, seedsFile } from './snapshots.js';

export interface Seeding {
  /**
   * Applies a seed unless the state holds it already; resolves to what it made, then or now.
   * @param folder files the seed names are relative to it; null = it may name none
   * @throws SeedError naming file, line, column and remedy; the state is as it was
   */
  apply(seed: { name: string; text: string; folder: string | null }): Promise<Seeded>;
  /** @throws SeedError also for a file that cannot be read */
  applyFile(path: string): Promise<Seeded>;
}

export function createSeeding(parts: SeedParts & { data: string; snapshots: Snapshots }): Seeding {
  const { data, snapshots } = parts;
  const seeds = createSeeds(parts);
  const kept = seedsFile(data);

  const apply: Seeding['apply'] = async ({ name, text, folder }) => {
    const plan = await seeds.read(name, text, folder);
    const digest = createHash('sha256').update(text).digest('hex');
    return snapshots.undoable(async () => {
      const known = JSON.parse(await readFile(kept, 'utf8').catch(() => '{}')) as Record<string, Seeded>;
      const before = known[digest];
      if (before !== undefined) return before;
      const seeded = await seeds.make(plan);
      await writeFile(kept, JSON.stringify({ ...known, [digest]: seeded }), { mode: 0o600 });
      return seeded;
    });
  };
  return {
    apply,
    applyFile: async (path) => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        throw new SeedError(
          `${path}: the seed cannot be read: ${describe(error)}; see samples/seed.yaml for an example`,
        );
      });
      return apply({ name: path, text, folder: dirname(resolve(path)) });
    },
  };
}

export function mountSeeding(app: HttpApp, seeding: Seeding): void {
  app.post(
    '/sandbox/seed',
    { bodyLimit: 32 * 1024 * 1024 },
    guarded(async (request, reply) => {
      // A type that a foreign page cannot send unasked.
      if (!/^application\/(x-)?yaml\b/i.test(request.headers['content-type'] ?? '')) {
        throw new BadRequest('send YAML with content-type: application/yaml');
      }
      try {
        const text = rawBody(request).toString('utf8');
        send(reply, 201, await seeding.apply({ name: 'seed', text, folder: null }));
      } catch (error) {
        throw error instanceof SeedError ? new BadRequest(error.message) : error;
      }
    }),
  );
}

/** More are not listed. */
const mostListed = 1_000;

/** The demo accounts as their rooms made them, by section of sandbox.json, and after them those that came later: loaded, branched, added. */
export async function demoAccounts(
  data: string,
  rooms: readonly { name: string; sandboxKey: string }[],
  accounts: Pick<Accounts, 'numbers'>,
): Promise<Record<string, { kind: string; number: string }[]>> {
  const one = async ({ name, sandboxKey }: { name: string; sandboxKey: string }) => {
    const text = await readFile(join(data, 'sandbox', `${name}.json`), 'utf8');
    const made = (JSON.parse(text) as { accounts: { kind: string; number: string }[] }).accounts;
    const there = await accounts.numbers([...new Set(made.map(({ kind }) => kind))], mostListed);
    const later = there.filter(
      (each) => !made.some(({ kind, number }) => kind === each.kind && number === each.number),
    );
    return [sandboxKey, made.concat(later)] as const;
  };
  return Object.fromEntries(await Promise.all(rooms.map(one)));
}
