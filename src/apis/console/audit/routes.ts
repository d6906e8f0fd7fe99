// The audit log for those who look after the server: entries newest first, and the check of the whole chain.
// Must not write; acts.ts says what is written.
import type { Entry, Verdict } from '../../../domain/audit/index.js';
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import type { Role } from '../roles.js';

const mayAudit: readonly Role[] = ['owner', 'auditor'];
const word = { type: 'string', minLength: 1, maxLength: 200 };
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const sequence = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

const entrySchema = {
  type: 'object',
  required: ['sequence', 'at', 'actor', 'role', 'action', 'subject', 'account', 'room', 'detail', 'previous', 'hash'],
  properties: {
    sequence,
    at: { type: 'integer', description: 'ms, UTC' },
    actor: { type: 'string', description: 'User name, or who acted by itself' },
    role: { type: 'string', description: 'Role of the user; shell for commands on the machine' },
    action: {
      type: 'string',
      description: 'e.g. card.delete; METHOD /path for operations without a name of their own',
    },
    subject: { type: 'string', description: 'What it was done to' },
    account: { type: 'string', description: 'Number of the account it concerns; may be empty' },
    room: { type: 'string', description: 'console, command, or the wire format it came by' },
    detail: { type: 'object' },
    previous: hash,
    hash,
  },
};
const headSchema = {
  type: 'object',
  required: ['sequence', 'hash'],
  properties: { sequence: { type: 'integer', minimum: 0 }, hash },
};

interface Query {
  readonly before?: number;
  readonly count?: number;
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly account?: string;
}

const shown = (entry: Entry) => ({ ...entry, detail: JSON.parse(entry.detail) as unknown });

export function auditRoutes({ audit }: RoomServices): Route[] {
  /** The whole log is read: however many ask, it is read once at a time. */
  let checking: Promise<Verdict> | null = null;
  return [
    route<unknown, Query>(
      {
        method: 'GET',
        path: '/audit',
        summary: 'Who did what, newest first. `next` is the `before` of the next page, null at the end',
        roles: mayAudit,
        query: {
          type: 'object',
          properties: {
            before: { ...sequence, description: 'Only entries below this sequence' },
            count: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
            actor: word,
            action: { ...word, description: 'A whole action, or its first word with a dot: card.' },
            subject: word,
            account: word,
          },
        },
        answer: {
          type: 'object',
          required: ['entries', 'next', 'head'],
          properties: {
            entries: { type: 'array', items: entrySchema },
            next: { type: ['integer', 'null'] },
            head: headSchema,
          },
        },
        failures: {},
      },
      async ({ query }) => {
        const { count = 50, ...filter } = query;
        const [entries, head] = [await audit.list(filter, count + 1), await audit.head()];
        const page = entries.slice(0, count);
        return { entries: page.map(shown), next: entries.length > count ? page.at(-1)?.sequence : null, head };
      },
    ),
    route(
      {
        method: 'GET',
        path: '/audit/verification',
        summary: 'Reads the whole log again and names the first entry that is not as it was written',
        roles: mayAudit,
        answer: {
          type: 'object',
          required: ['whole'],
          properties: {
            whole: { type: 'boolean' },
            entries: { type: 'integer' },
            head: headSchema,
            sealed: { type: 'boolean', description: 'The head carries the seal of this server’s key' },
            sequence: { type: 'integer', description: 'The first entry that does not fit' },
            kind: { type: 'string' },
            text: { type: 'string', description: 'For people: what is wrong' },
          },
        },
        failures: {},
      },
      async () => {
        checking ??= audit.verify().finally(() => {
          checking = null;
        });
        return checking;
      },
    ),
  ];
}
