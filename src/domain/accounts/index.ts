// Public face of the accounts domain.
export { type Accounts, type Actor, createAccounts } from './service.js';
export { accountMigrations, accountSecretMigrations, createAccount, type NewAccountRows } from './store.js';
export type { Account, ClientKey, NewAccount, NewServerKey, ServerKey } from './types.js';
