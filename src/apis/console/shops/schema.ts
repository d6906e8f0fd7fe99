// Shapes of the shop operations: cards, codes, links, messages, figures. Must not hold rules; those are the domains'.

const fen = { type: 'integer', minimum: 0, maximum: 100_000_000 };
const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });

export const shopPath = {
  type: 'object',
  required: ['shop'],
  properties: { shop: { ...text(64, 1), description: 'Number of the account' } },
};
export const cardPath = {
  type: 'object',
  required: ['shop', 'card'],
  properties: { ...shopPath.properties, card: { ...text(64, 1), description: 'Number of the card' } },
};
export const codePath = {
  type: 'object',
  required: ['shop', 'code'],
  properties: { ...shopPath.properties, code: text(64, 1) },
};
export const followerPath = {
  type: 'object',
  required: ['shop', 'follower'],
  properties: { ...shopPath.properties, follower: text(64, 1) },
};

export const mediaPath = {
  type: 'object',
  required: ['shop', 'media'],
  properties: { ...shopPath.properties, media: text(64, 1) },
};
export const sayBody = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { ...text(2_048, 1), description: 'At most 2,048 bytes of UTF-8' } },
};

export const draftBody = {
  type: 'object',
  required: ['kind', 'title', 'brand', 'logo', 'colour', 'notice', 'description', 'validity', 'stock'],
  additionalProperties: false,
  properties: {
    kind: { type: 'string', enum: ['cash-off', 'percent-off', 'exchange', 'gift', 'general'] },
    title: text(27, 1),
    brand: text(36, 1),
    logo: { ...text(2048, 1), description: 'Address of the logo' },
    colour: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' },
    notice: text(48, 1),
    description: text(3072, 1),
    detail: text(3072),
    thresholdFen: fen,
    amountFen: { ...fen, description: 'Money off (cash-off)' },
    percentOff: { type: 'integer', minimum: 1, maximum: 99, description: 'Per cent off (percent-off)' },
    picture: { ...text(2048), description: 'Address of the picture above the details' },
    stock: { type: 'integer', minimum: 0, maximum: 100_000_000 },
    claimsPerHolder: { type: 'integer', minimum: 1, maximum: 1000 },
    canGift: { type: 'boolean' },
    ownCodes: { type: 'boolean', description: 'Codes come from imported lists; the stock must be 0 at first' },
    validity: {
      oneOf: [
        {
          type: 'object',
          required: ['kind', 'from', 'until'],
          additionalProperties: false,
          properties: {
            kind: { const: 'range' },
            from: { type: 'integer', description: 'ms, UTC' },
            until: { type: 'integer', description: 'ms, UTC' },
          },
        },
        {
          type: 'object',
          required: ['kind', 'days'],
          additionalProperties: false,
          properties: { kind: { const: 'term' }, days: { type: 'integer', minimum: 1, maximum: 365 } },
        },
      ],
    },
  },
};

const { title, colour, notice, description, detail, claimsPerHolder, canGift } = draftBody.properties;
export const revisionBody = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: { title, colour, notice, description, detail, claimsPerHolder, canGift },
};

export const cardsQuery = {
  type: 'object',
  properties: {
    offset: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    count: { type: 'integer', minimum: 1, maximum: 50 },
    before: { ...text(64, 1), description: 'What `next` said: only cards made before the one of this number' },
    text: { ...text(64), description: 'Part of the title, or the whole number' },
    review: { type: 'string', enum: ['pending', 'refused', 'approved', 'deleted'] },
    own: {
      type: 'boolean',
      description: 'Only cards whose codes come from imported lists or are named by the merchant',
    },
  },
};
/** Pages of what has running numbers, newest first. */
export const numberedQuery = {
  type: 'object',
  properties: {
    before: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'What `next` said' },
    limit: { type: 'integer', minimum: 1, maximum: 100 },
  },
};
export const followersQuery = {
  type: 'object',
  properties: {
    after: { type: 'integer', minimum: 0, description: 'What `next` said' },
    limit: { type: 'integer', minimum: 1, maximum: 200 },
    tag: { type: 'integer', minimum: 0 },
    text: { ...text(64), description: 'Part of the name, or the whole number' },
  },
};

export const cardAnswer = {
  type: 'object',
  required: ['number', 'title', 'kind', 'review', 'stock'],
  properties: {
    number: { type: 'string' },
    title: { type: 'string' },
    kind: { type: 'string' },
    review: { type: 'string', enum: ['pending', 'refused', 'approved', 'published', 'deleted'] },
    refusal: { type: 'string' },
    stock: { type: 'object', properties: { total: { type: 'integer' }, left: { type: 'integer' } } },
    codes: { type: 'object', properties: { stored: { type: 'integer' }, left: { type: 'integer' } } },
    codeMode: { type: 'string' },
    validity: { type: 'object' },
    face: { type: 'object', description: 'How people see it' },
    address: { type: 'string', description: 'Where people claim it' },
    createdAt: { type: 'integer', description: 'ms, UTC' },
  },
};
export const stockBody = {
  type: 'object',
  required: ['delta'],
  additionalProperties: false,
  properties: { delta: { type: 'integer', minimum: -100_000_000, maximum: 100_000_000 } },
};
export const redemptionBody = {
  type: 'object',
  required: ['code'],
  additionalProperties: false,
  properties: { code: text(64, 1), card: text(64, 1) },
};
export const linkBody = {
  type: 'object',
  required: ['cards'],
  additionalProperties: false,
  properties: {
    cards: { type: 'array', minItems: 1, maxItems: 5, items: text(64, 1) },
    channel: { ...text(128), description: 'Named in the figures' },
    days: { type: 'integer', minimum: 1, maximum: 365 },
  },
};
export const shelfBody = {
  type: 'object',
  required: ['title', 'banner', 'cards'],
  additionalProperties: false,
  properties: {
    title: text(60, 1),
    banner: text(2048, 1),
    place: text(64),
    shareable: { type: 'boolean' },
    colour: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' },
    cards: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['card', 'picture'],
        additionalProperties: false,
        properties: { card: text(64, 1), picture: text(2048, 1) },
      },
    },
  },
};
export const messageBody = {
  type: 'object',
  required: ['content'],
  additionalProperties: false,
  properties: {
    content: {
      oneOf: [
        {
          type: 'object',
          required: ['kind', 'text'],
          additionalProperties: false,
          properties: { kind: { const: 'text' }, text: text(600, 1) },
        },
        {
          type: 'object',
          required: ['kind', 'card'],
          additionalProperties: false,
          properties: { kind: { const: 'card' }, card: text(64, 1) },
        },
      ],
    },
    follower: { ...text(64, 1), description: 'Only this one (a preview); left out, everybody' },
    tag: { type: 'integer', minimum: 0, description: 'Only those with this tag' },
  },
};
export const figuresQuery = {
  type: 'object',
  required: ['from', 'to'],
  properties: {
    from: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    to: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    card: text(64, 1),
  },
};
