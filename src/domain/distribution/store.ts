// The tables of distribution, and all units of work of this domain in one list for the database thread.
// Must not hold statements of its own beside the tables.
import { procedures as access } from './access/store.js';
import { procedures as messages } from './messages/store.js';
import { procedures as shelves } from './shelves/store.js';
import { procedures as talk } from './talk/store.js';
import { procedures as tickets } from './tickets/store.js';

export const distributionMigrations = [
  {
    name: '0036-distribution',
    statements: [
      `CREATE TABLE ticket (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        account_id TEXT NOT NULL REFERENCES account (id),
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      `CREATE TABLE ticket_item (
        ticket_key TEXT NOT NULL REFERENCES ticket (key),
        position INTEGER NOT NULL,
        offer TEXT NOT NULL,
        code TEXT,
        holder TEXT,
        once INTEGER NOT NULL,
        channel TEXT NOT NULL,
        facts TEXT NOT NULL,
        begins_at BIGINT,
        claimed_at BIGINT,
        PRIMARY KEY (ticket_key, position)
      )`,
      `CREATE TABLE signed_use (
        account_id TEXT NOT NULL REFERENCES account (id),
        fingerprint TEXT NOT NULL,
        holder TEXT NOT NULL,
        used_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, fingerprint, holder)
      )`,
      `CREATE TABLE shelf (
        key TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        serial BIGINT NOT NULL,
        title TEXT NOT NULL,
        banner TEXT NOT NULL,
        shareable INTEGER NOT NULL,
        place TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (account_id, serial)
      )`,
      `CREATE TABLE shelf_card (
        shelf_key TEXT NOT NULL REFERENCES shelf (key),
        position INTEGER NOT NULL,
        offer TEXT NOT NULL,
        picture TEXT NOT NULL,
        PRIMARY KEY (shelf_key, position)
      )`,
      `CREATE TABLE message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id TEXT NOT NULL REFERENCES account (id),
        purpose TEXT NOT NULL,
        content TEXT NOT NULL,
        sender TEXT NOT NULL,
        client_id TEXT,
        target TEXT,
        state TEXT NOT NULL,
        most_per_month INTEGER,
        month_start BIGINT NOT NULL,
        reached BIGINT NOT NULL DEFAULT 0,
        total INTEGER NOT NULL DEFAULT 0,
        tried INTEGER NOT NULL DEFAULT 0,
        sent INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        finished_at BIGINT
      )`,
      'CREATE INDEX message_account ON message (account_id, purpose, id)',
      'CREATE INDEX message_client ON message (account_id, client_id)',
      `CREATE TABLE message_target (
        message_id BIGINT NOT NULL REFERENCES message (id),
        position INTEGER NOT NULL,
        number TEXT NOT NULL,
        PRIMARY KEY (message_id, position)
      )`,
      `CREATE TABLE inbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id TEXT NOT NULL,
        number TEXT NOT NULL,
        message_id BIGINT NOT NULL REFERENCES message (id),
        at BIGINT NOT NULL
      )`,
      'CREATE INDEX inbox_number ON inbox (account_id, number, id)',
      `CREATE TABLE tester (
        account_id TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (account_id, kind, value)
      )`,
      `CREATE TABLE counter (
        key TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        name TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      'CREATE INDEX counter_account ON counter (account_id)',
      `CREATE TABLE signing_key (
        account_id TEXT NOT NULL REFERENCES account (id),
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, kind, value)
      )`,
    ],
  },
  { name: '0064-shelf-colour', statements: ['ALTER TABLE shelf ADD COLUMN colour TEXT'] },
  { name: '0072-ticket-scene', statements: ['ALTER TABLE ticket ADD COLUMN scene TEXT'] },
] as const;

export const procedures = [...tickets, ...shelves, ...messages, ...talk, ...access];
