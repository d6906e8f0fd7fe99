// What the database's two sides say to each other across the thread boundary.
// Must hold plain data only.
import type { PortableError } from '../../kernel/errors.js';
import type { Migration, OtherFile } from '../../ports/database/database.js';

export interface Opening {
  readonly file: string;
  /** Units of work that may share one flush. */
  readonly unitsPerFlush: number;
}

export interface ThreadSettings {
  /** Null: the thread is started ahead, and told by a message, once {@link gate} is 1. */
  readonly opening: Opening | null;
  /** One number in shared memory. */
  readonly gate: Int32Array;
  /** File URLs of modules that export `procedures`. */
  readonly modules: readonly string[];
}

export type Ask =
  /** Three places for each call, one after the other: its id, the unit's name, the arguments. Flat lists cross cheaply. */
  | { readonly kind: 'units'; readonly calls: readonly unknown[] }
  | { readonly kind: 'migrate'; readonly id: number; readonly migrations: readonly Migration[] }
  | { readonly kind: 'copy'; readonly id: number; readonly target: string }
  | {
      readonly kind: 'replace';
      readonly id: number;
      readonly source: string;
      readonly migrations: readonly Migration[];
    }
  /** Copies what is left of the log into the file, between two batches. */
  | { readonly kind: 'checkpoint'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

/** What the thread for units that take seconds begins with. */
export interface AsideSettings {
  readonly file: string;
  readonly modules: readonly string[];
}

/** What it is told for each. */
export interface Aside {
  readonly unit: string;
  readonly args: unknown;
  /** Brought to this version and attached as `other`. */
  readonly other: OtherFile | null;
}

/** Three places for each answer: the call's id, whether it failed, the value or the {@link PortableError}. */
export type Answer = readonly unknown[];
export const placesPerAnswer = 3;
export const placesPerCall = 3;
export type AnswerError = PortableError;
