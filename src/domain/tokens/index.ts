// Public face of the tokens domain.
export { createTokens, type IssuedToken, type TokenLookup, type Tokens } from './service.js';
export { tokenMigrations } from './store.js';
