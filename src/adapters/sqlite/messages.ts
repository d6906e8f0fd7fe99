// What the database's two sides say to each other across the thread boundary.
// Must hold plain data only.
import type { PortableError } from '../../kernel/errors.js';
import type { Migration } from '../../ports/database/database.js';

export interface ThreadSettings {
  readonly file: string;
  /** File URLs of modules that export `procedures`. */
  readonly modules: readonly string[];
  /** Units of work that may share one flush. */
  readonly unitsPerFlush: number;
}

export type Ask =
  | { readonly kind: 'units'; readonly calls: readonly (readonly [id: number, name: string, args: unknown])[] }
  | { readonly kind: 'migrate'; readonly id: number; readonly migrations: readonly Migration[] }
  | { readonly kind: 'close'; readonly id: number };

export type Answer = readonly (
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: PortableError }
)[];
