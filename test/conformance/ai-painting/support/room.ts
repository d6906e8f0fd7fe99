// The room alone on a real HTTP server, over services that keep everything in memory: fast, with a clock set by hand.
// Knows the services' public faces and nothing behind them.
import { aiPainting } from '../../../../src/apis/ai-painting/index.js';
import type { LimitProfile, Room, RoomServices } from '../../../../src/apis/room.js';
import type { Account } from '../../../../src/domain/accounts/index.js';
import type { Painting, PaintingRequest } from '../../../../src/domain/painting/index.js';
import { createRates } from '../../../../src/domain/rates/index.js';
import { createHttpServer } from '../../../../src/http/server.js';
import { ManualClock } from '../../../../src/kernel/clock.js';
import { DomainError } from '../../../../src/kernel/errors.js';
import { systemRandom } from '../../../../src/kernel/ids.js';
import { silentLog } from '../../../../src/kernel/log.js';
import { isPaintStyle } from '../../../../src/ports/painter/styles.js';
import { vectorKey, vectorSecret, vectorTime } from './vectors.js';

export interface PaintingRoom {
  readonly baseUrl: string;
  readonly room: Room;
  readonly clock: ManualClock;
  /** What has been submitted, in order. */
  readonly submitted: { account: string; request: PaintingRequest }[];
  readonly paintings: Map<string, Painting>;
  /** Thrown by the next submit. */
  failNext(error: Error): void;
  close(): Promise<void>;
}

export const appCode = 'c0de'.repeat(16);

const account = (number: string, secrets: Record<string, string>): Account => ({
  id: `id-of-${number}`,
  kind: 'painting-app',
  number,
  name: number,
  logo: null,
  clientKeys: new Map(),
  serverKeys: new Map(),
  defaultServerKey: null,
  secrets: new Map(Object.entries(secrets)),
  brands: new Set(),
});

/** The vectors' app and another one; the clock stands at the vectors' date. */
export async function startRoom(
  options: { env?: Record<string, string>; limits?: LimitProfile } = {},
): Promise<PaintingRoom> {
  const clock = new ManualClock(vectorTime);
  const accounts = [
    account(vectorKey, { 'painting-secret': vectorSecret, 'painting-code': appCode }),
    account('otherappkey0002', { 'painting-secret': 'othersecret0002', 'painting-code': 'beef'.repeat(16) }),
  ];
  const submitted: PaintingRoom['submitted'] = [];
  const paintings = new Map<string, Painting>();
  let failure: Error | null = null;
  const services = {
    accounts: {
      find: async (kind: string, number: string) =>
        accounts.find((each) => each.kind === kind && each.number === number) ?? null,
      findBySecret: async (kind: string, purpose: string, value: string) =>
        accounts.find((each) => each.kind === kind && each.secrets.get(purpose) === value) ?? null,
    },
    paintings: {
      isStyle: isPaintStyle,
      submit: async (caller: Account, request: PaintingRequest) => {
        const thrown = failure;
        failure = null;
        if (thrown !== null) throw thrown;
        submitted.push({ account: caller.number, request });
        const id = String(16_942_030 + submitted.length);
        paintings.set(id, {
          id,
          accountId: caller.id,
          request,
          state: 'queued',
          failure: null,
          failureText: null,
          progress: 0,
          pictureUrls: [],
          shows: null,
          createdAt: clock.now(),
          startedAt: null,
          finishedAt: null,
          expiresAt: clock.now() + 1,
        });
        return { id };
      },
      find: async (caller: Account, id: string) => {
        const found = paintings.get(id);
        if (found === undefined || found.accountId !== caller.id) throw new DomainError('NOT_FOUND', id);
        return found;
      },
    },
    rates: createRates({ database: null, clock }),
    clock,
    random: systemRandom,
    log: silentLog,
    limits: {
      now: () => options.limits ?? 'off',
      fixed: true,
      choose: () => Promise.reject(new Error('fixed')),
      begin: async () => undefined,
      end: () => undefined,
    },
    sandbox: true,
  } as unknown as RoomServices;
  const room = aiPainting.create(services, options.env ?? {});
  const server = createHttpServer();
  await room.mount(server.app);
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    room,
    clock,
    submitted,
    paintings,
    failNext: (error) => {
      failure = error;
    },
    close: () => server.close(),
  };
}
