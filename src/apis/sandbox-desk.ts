// What a sandbox lets people do with it, as rooms may offer it: its clock, faults, snapshots, report and forged callbacks.
// Must not exist outside sandbox mode. src/sandbox/desk.ts puts it together.
import type { ForgeryResult } from '../domain/delivery/index.js';
import type { FaultRule, Faults, NewFaultRule } from '../http/faults.js';
import type { AccountClocks, MovableClock } from '../http/sandbox-routes.js';

/** A demo account: its section of sandbox.json, and its kind and number. */
export interface DemoAccount {
  readonly section: string;
  readonly kind: string;
  readonly number: string;
}

/** What can go wrong on purpose in a room. */
export interface DeskRoom {
  readonly name: string;
  readonly routes: readonly { readonly method: string; readonly path: string; readonly title: string }[];
  /** Errors by the vendor's own names. */
  readonly answers: readonly string[];
  /** Its answers are signed, so that they can be probed. */
  readonly probes: boolean;
  readonly rotatesKeys: boolean;
}

export interface DeskReceiver extends DemoAccount {
  /** Where the account has its callbacks sent; null = nowhere yet. */
  readonly url: string | null;
  /** Whether callbacks to it can be forged. */
  readonly forgeable: boolean;
}

export interface SnapshotLine {
  readonly name: string;
  readonly version: string;
  /** ms, UTC, of the sandbox's own time. */
  readonly savedAt: number;
  readonly bytes: number;
  /** Number of the account it is of; null: it holds the whole sandbox. */
  readonly account: string | null;
}

/** A new account in a saved account's state. */
export interface AccountBranch {
  readonly number: string;
  /** As its room's section of sandbox.json names them. */
  readonly credentials: Readonly<Record<string, string | undefined>>;
}

/** Where the program starts that serves one more sandbox. */
export interface BranchPlace {
  readonly folder: string;
  /** To be typed on the machine of the server. */
  readonly command: string;
}

export interface CoverageLine {
  readonly id: string;
  /** '' for what belongs to no room. */
  readonly room: string;
  readonly kind: string;
  readonly title: string;
  readonly met: number;
  /** What to do to have it met. */
  readonly exercise: string;
  /** Whether {@link SandboxDesk.exercise} can have it met; otherwise only the program itself can. */
  readonly byButton: boolean;
}

export interface ForgedLine {
  readonly account: string;
  readonly receiver: string;
  readonly results: readonly ForgeryResult[];
}

/** Every method throws DomainError or {@link BadRequest} of http/plain-json with a text for whoever asked. */
export interface SandboxDesk {
  readonly clock: MovableClock;
  readonly clocks: AccountClocks;
  readonly faults: Faults;
  /** As {@link Faults.add}, and only for accounts and receivers there are. */
  addFault(rule: NewFaultRule): Promise<FaultRule>;
  readonly rooms: readonly DeskRoom[];
  accounts(): Promise<readonly DemoAccount[]>;
  receivers(): Promise<readonly DeskReceiver[]>;
  readonly snapshots: {
    list(): Promise<readonly SnapshotLine[]>;
    save(name: string, options: { replace: boolean; account?: string }): Promise<SnapshotLine>;
    load(name: string): Promise<SnapshotLine>;
    remove(name: string): Promise<void>;
    /** Makes a data folder of its own of a snapshot, to be served beside this one. */
    branch(name: string, folder: string): Promise<BranchPlace>;
    /** Puts a saved account's state under a new account beside it. */
    branchAccount(name: string, number?: string): Promise<AccountBranch>;
    /** The file's path and its bytes. */
    file(name: string): Promise<{ readonly path: string; readonly bytes: number }>;
    /** Keeps a file that was saved elsewhere under a name here; nothing is loaded. */
    take(name: string, bytes: AsyncIterable<Uint8Array>, options: { replace: boolean }): Promise<SnapshotLine>;
    reset(): Promise<void>;
    /** The same for one account, by its number. */
    resetAccount(number: string): Promise<void>;
  };
  /** Counted since the server started; ms, UTC. */
  coverage(): {
    readonly since: number;
    readonly met: number;
    readonly all: number;
    readonly holes: readonly string[];
    readonly items: readonly CoverageLine[];
  };
  exercise(id: string): Promise<{ readonly done: string }>;
  forge(wanted: { readonly account?: string; readonly kinds?: readonly string[] }): Promise<readonly ForgedLine[]>;
}
