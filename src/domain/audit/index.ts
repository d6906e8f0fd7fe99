// Public face of the audit domain.
export type { Act, Entry, Flaw, Head, StampedAct } from './chain.js';
export { type Audit, createAudit, type Verdict } from './service.js';
export { appendEntry, auditMigrations, type EntryFilter } from './store.js';
