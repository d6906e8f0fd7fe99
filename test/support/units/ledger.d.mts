import type { Migration, Procedure } from '../../../src/ports/database/database.js';

export const migrations: readonly Migration[];
export const laterMigration: Migration;
export const put: Procedure<{ name: string; amount: number }, string>;
export const add: Procedure<{ name: string; amount: number }, number | null>;
export const find: Procedure<string, number | null>;
export const count: Procedure<null, number>;
export const changes: Procedure<string, unknown[]>;
export const putThenThrow: Procedure<{ name: string; message: string }, never>;
export const refuse: Procedure<{ name: string }, string>;
export const putOrKeep: Procedure<{ name: string; amount: number }, 'put' | 'kept'>;
export const storeBytes: Procedure<{ id: number; data: Uint8Array }, { id: number; data: Uint8Array }>;
export const leakFunction: Procedure<null, unknown>;
export const procedures: readonly Procedure<never, unknown>[];
