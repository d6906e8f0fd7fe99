// Shapes of a message server's address on the wire.
// Must not hold rules; those are the domain's.

export interface AccountPath {
  readonly kind: string;
  readonly number: string;
}

export interface MessageServerBody {
  readonly url: string;
  readonly style?: string | null;
}

export const accountPath = {
  type: 'object',
  required: ['kind', 'number'],
  properties: {
    kind: { type: 'string', minLength: 1, maxLength: 64, description: 'Kind of the account, e.g. app' },
    number: { type: 'string', minLength: 1, maxLength: 64, description: 'Number of the account, e.g. its appid' },
  },
} as const;

export const messageServerBody = {
  type: 'object',
  required: ['url'],
  properties: {
    url: { type: 'string', minLength: 1, maxLength: 1024, description: 'Where events are posted to, http or https' },
    style: {
      anyOf: [{ type: 'string', maxLength: 32 }, { type: 'null' }],
      description: 'How events are written, in the words of the account’s kind; absent: its usual way',
    },
  },
} as const;

export const messageServerAnswer = {
  type: 'object',
  required: ['url', 'style', 'updated_at'],
  properties: {
    url: { type: 'string' },
    style: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    updated_at: { type: 'integer', description: 'Unix milliseconds' },
  },
} as const;
