// The one durable insert of the ceiling server. Must not do more.
import { procedure, run } from '../../dist/ports/database/database.js';

export const migrations = [
  { name: '0001-ceiling', statements: ['CREATE TABLE ceiling (id TEXT PRIMARY KEY, content TEXT NOT NULL)'] },
];
export const insert = procedure('ceiling.insert', 'write', function* ({ id, content }) {
  yield* run('INSERT INTO ceiling (id, content) VALUES (?, ?)', id, content);
});
export const procedures = [insert];
