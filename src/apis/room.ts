// What a room is: one vendor protocol, mounted on the server, speaking for accounts of its kinds.
// Must not name a vendor; everything a room may use is handed to it here.
import type { Accounts, NewAccount } from '../domain/accounts/index.js';
import type { Audience, NewFollower } from '../domain/audience/index.js';
import type { Audit } from '../domain/audit/index.js';
import type { Campaigns } from '../domain/campaigns/index.js';
import type { Coupons } from '../domain/coupons/index.js';
import type { Channel, Delivery } from '../domain/delivery/index.js';
import type { Distribution, Storefront } from '../domain/distribution/index.js';
import type { Generation } from '../domain/generation/index.js';
import type { Imaging } from '../domain/imaging/index.js';
import type { TemporaryMedia } from '../domain/media/index.js';
import type { Operations } from '../domain/operations/index.js';
import type { Paintings } from '../domain/painting/index.js';
import type { Libraries, LibraryRules, Pictures } from '../domain/pictures/index.js';
import type { Points } from '../domain/points/index.js';
import type { Quotas } from '../domain/quotas/index.js';
import type { LimitSwitch, Rates } from '../domain/rates/index.js';
import type { Tokens } from '../domain/tokens/index.js';
import type { Explain, Traffic } from '../domain/traffic/index.js';
import type { FaultyRoom } from '../http/faults.js';
import type { HttpApp, HttpRequest } from '../http/server.js';
import type { Clock } from '../kernel/clock.js';
import type { RandomBytes } from '../kernel/ids.js';
import type { Log } from '../kernel/log.js';
import type { SandboxDesk } from './sandbox-desk.js';

export type { SandboxDesk } from './sandbox-desk.js';

/** Rate limits: none, the generous ones of the published seed pages, or the ones the vendors print today. */
export const limitProfiles = ['off', 'seed', 'official'] as const;
export type LimitProfile = (typeof limitProfiles)[number];

export interface RoomServices {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly pictures: Pictures;
  readonly libraries: Libraries;
  readonly points: Points;
  readonly generation: Generation;
  readonly delivery: Delivery;
  readonly tokens: Tokens;
  readonly quotas: Quotas;
  readonly rates: Rates;
  readonly imaging: Imaging;
  readonly media: TemporaryMedia;
  readonly campaigns: Campaigns;
  readonly operations: Operations;
  readonly audience: Audience;
  readonly distribution: Distribution;
  readonly coupons: Coupons;
  readonly paintings: Paintings;
  /** One question to a server the operator has named. @throws DomainError SOURCE_REFUSED, SOURCE_FAILED, TOO_LARGE */
  readonly exchange: (request: {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly body?: string;
  }) => Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
  /** Whether a text may be shown to the public. @throws DomainError UNAVAILABLE when whoever judges cannot be asked */
  readonly mayPublish: (text: string) => Promise<boolean>;
  readonly traffic: Traffic;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** Asked at each request: the owner may choose another profile while the server runs. */
  readonly limits: LimitSwitch<LimitProfile>;
  /** Kinds of the accounts that have a library of pictures; filled once all rooms are made. */
  readonly libraryKinds: ReadonlySet<string>;
  /** By account kind; filled once all rooms are made. */
  readonly storefronts: ReadonlyMap<string, Storefront>;
  /** What a sandbox lets people do with it; null in production. Asked when a request comes: it is made after the rooms. */
  readonly desk: () => SandboxDesk | null;
  /** True in sandbox mode: loopback callbacks and plain http are welcome. */
  readonly sandbox: boolean;
}

/** One documented operation of the vendor and how far it is served. Compared with the routes that are really registered. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** As the router writes it, e.g. `/things/:id`. */
  readonly path: string;
  readonly title: string;
  readonly status: 'supported' | 'partial' | 'not-started';
  /** Test files that prove it; required unless not started. */
  readonly tests: readonly string[];
  /** What is missing or different. */
  readonly note?: string;
}

export interface Room {
  readonly name: string;
  mount(app: HttpApp): void | Promise<void>;
  /** How accounts are told of events, by account kind. */
  readonly channels: Readonly<Record<string, Channel>>;
  /** How the shopper pages show and serve accounts, by account kind. */
  readonly storefronts?: Readonly<Record<string, Storefront>>;
  /** What libraries of accounts take, by account kind. */
  readonly libraries?: Readonly<Record<string, LibraryRules>>;
  readonly coverage: readonly Operation[];
  /** Why the signature of a request was refused, where this room checks signatures. */
  readonly explain?: Explain;
  /** Whether an answer with a good status says no all the same; asked for the log of requests. */
  readonly refuses?: (body: string) => boolean;
  /** What a sandbox can have this room do wrong on purpose. */
  readonly faulty?: FaultyRoom;
  /** The id of the account a request is about, where {@link FaultyRoom.callerOf} does not say it; for accounts with a clock of their own. */
  readonly accountOf?: (request: HttpRequest) => Promise<string | null>;
  /** Its requests are our own console's and belong in no log of clients' requests. */
  readonly unwatched?: true;
}

/** One picture's way through the demo: every room adds what it made of it. */
export interface DemoAlbum {
  /** File name of the photo without its ending. */
  readonly name: string;
  readonly photo: Uint8Array;
  /** Position among the photos, from 0: rooms vary their offers by it. */
  readonly index: number;
  /** Pictures that rooms before this one added, by file name: a later step may be made of an earlier one. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** Adds a step to the report; `picture` is saved beside it as `<album>-<file>`. */
  add(step: {
    readonly title: string;
    readonly facts: Readonly<Record<string, string | number>>;
    readonly picture?: { readonly file: string; readonly bytes: Uint8Array; readonly transparent?: boolean };
  }): Promise<void>;
}

export interface DemoTools {
  readonly baseUrl: string;
  /** This room's section of sandbox.json. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Who may use this server's own API, for what a vendor's console does by hand. */
  readonly operator: { readonly user: string; readonly password: string };
  /** A real receiver of callbacks: its address, and the requests that arrived. */
  readonly receiver: {
    readonly url: string;
    /** The first request, past or future, for which `wanted` is true. @throws Error after `timeoutMs` */
    next(wanted: (request: ReceivedRequest) => boolean, timeoutMs: number): Promise<ReceivedRequest>;
  };
}

export interface ReceivedRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names and values in turn, as they were spelled. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A room's part of the demo, as a client of its own wire format. @throws Error when anything is not as documented */
export type RoomDemo = (tools: DemoTools) => Promise<(album: DemoAlbum) => Promise<void>>;

/** What a room needs to make accounts. */
export interface AccountTools {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Stores a picture's bytes and returns its blob key, for logos. */
  storeBlob(bytes: Uint8Array): Promise<string>;
  /** Writes a file for the account's client, mode 0600, and returns its absolute path. */
  writeFile(name: string, content: string): Promise<string>;
}

/** An account somebody wants, in words every room understands. */
export interface AccountRequest {
  readonly kind: string;
  readonly number: string;
  readonly name: string;
  /** Certificate the caller signs with, PEM; without one the room issues it. */
  readonly certificatePem?: string;
  /** Numbers of the brands the account may act for. */
  readonly brands: readonly string[];
  /** Encoded picture. */
  readonly logo?: Uint8Array;
}

export interface MadeAccount {
  readonly account: NewAccount;
  /** What its client needs to know: numbers, secrets, paths of the files written. */
  readonly section: Readonly<Record<string, string | undefined>>;
}

export interface SandboxAccounts {
  /** To be created by the caller, so that a start that dies half-way can be taken up again. */
  readonly accounts: readonly NewAccount[];
  /** People who follow these accounts from the start, by account id. */
  readonly followers?: Readonly<Record<string, readonly NewFollower[]>>;
  /** Counters where staff redeems, by account id. */
  readonly counters?: Readonly<Record<string, readonly { readonly key: string; readonly name: string }[]>>;
  /** This room's part of sandbox.json. */
  readonly section: Record<string, unknown>;
}

/** A server under test, ours or the vendor's. */
export interface CheckTarget {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** ms, UTC: requests are signed with it. */
  now(): number;
  /** A credential by its name in the suite. @throws Error naming it when there is none and nothing stands in for it */
  credential(name: string, otherwise?: string): string;
}

export interface Check {
  /** `2.1`: the group and its place in it. */
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  /** Leaves something behind. */
  readonly writes?: true;
  /** @throws Error saying what was found instead */
  run(): Promise<void>;
}

/** `writes`: it leaves something behind. */
export const check = (
  id: string,
  title: string,
  expected: string,
  run: () => Promise<void>,
  writes: 'writes' | '' = '',
): Check => ({ id, title, expected, run, ...(writes ? { writes: true } : {}) });

/** For checks: @throws Error with `found` unless `met` */
export function want(met: boolean, found: string): asserts met {
  if (!met) throw new Error(found);
}

/** What any server that speaks a room's protocol does. */
export interface ConformanceSuite {
  /** Names and meanings of what the checks need; the names are those of the room's section of sandbox.json. */
  readonly credentials: Readonly<Record<string, string>>;
  /** In the order they are to be run; later ones may build on earlier ones. */
  checks(target: CheckTarget): Promise<readonly Check[]>;
}

export interface RoomDefinition {
  readonly name: string;
  /** Hosts a caller may name as the source of a picture, besides this server's own. */
  readonly sourceHosts: readonly string[];
  /** Names the vendor's clients call; the sandbox's certificate vouches for them, for clients whose address cannot be changed. */
  readonly clientHosts?: readonly string[];
  /** Reads the room's settings from the environment, checks them once. @throws Error naming key, value and what was expected */
  create(services: RoomServices, environment: NodeJS.ProcessEnv): Room;
  /** Key of this room's section in sandbox.json. */
  readonly sandboxKey: string;
  /** Invents the demo accounts with their credentials, once per data folder. */
  createSandbox(tools: AccountTools): Promise<SandboxAccounts>;
  /** Makes an account for `tuquan account add`. @throws Error naming what is wrong with the request */
  readonly makeAccount?: (request: AccountRequest, tools: AccountTools) => Promise<MadeAccount>;
  readonly demo?: RoomDemo;
  /** For `tuquan conformance`. */
  readonly conformance?: ConformanceSuite;
}
