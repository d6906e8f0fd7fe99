import type { Procedure } from '../../../src/ports/database/database.js';

export const limit: Procedure<number, number>;
export const fill: Procedure<{ id: number; bytes: number; stubborn: boolean }, number>;
export const journal: Procedure<null, { mode: string; synchronous: number }>;
export const procedures: readonly Procedure<never, unknown>[];
type Pausing = { name: string; into: string; gate: Int32Array };
export const slowWrite: Procedure<Pausing, string>;
export const slowRead: Procedure<Pausing, string>;
