// The units of work of this domain, all in one place for the database thread. The SQL stands in the folders' own stores.
// Must not hold SQL of its own.
import { procedures as followers } from './followers/store.js';
import { procedures as signIns } from './sign-in/store.js';
import { procedures as tags } from './tags/store.js';

export const procedures = [...followers, ...tags, ...signIns];
