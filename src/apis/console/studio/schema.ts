// Shapes of the studio's requests and answers. Must not hold rules; those are the domain's and the engines'.

import { stepNames } from '../../../domain/campaigns/index.js';

/** The engine's layouts; a test compares the lists. */
export const layouts = [
  'ticket',
  'poster',
  'burst',
  'stage',
  'editorial',
  'heritage',
  'envelope',
  'aurora',
  'swing-tag',
] as const;

const fen = { type: 'integer', minimum: 0, maximum: 100_000_000 };

export const offerSchema = {
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'thresholdFen', 'amountFen'],
      additionalProperties: false,
      properties: { kind: { const: 'amount-off' }, thresholdFen: fen, amountFen: { ...fen, minimum: 1 } },
    },
    {
      type: 'object',
      required: ['kind', 'thresholdFen', 'percentOff'],
      additionalProperties: false,
      properties: {
        kind: { const: 'percent-off' },
        thresholdFen: fen,
        percentOff: { type: 'integer', minimum: 1, maximum: 99 },
      },
    },
    {
      type: 'object',
      required: ['kind', 'thresholdFen', 'priceFen'],
      additionalProperties: false,
      properties: { kind: { const: 'exchange' }, thresholdFen: fen, priceFen: fen },
    },
  ],
};

export const couponSchema = {
  type: 'object',
  required: ['offer', 'scope', 'usage', 'brandName', 'seed'],
  additionalProperties: false,
  properties: {
    offer: offerSchema,
    scope: { type: 'string', enum: ['all', 'single', 'category'] },
    usage: { type: 'string', enum: ['single', 'bundle'] },
    brandName: { type: 'string', maxLength: 40 },
    layout: { type: 'string', enum: [...layouts] },
    backgroundColor: { type: 'string', pattern: '^#[0-9a-fA-F]{6}$' },
    seed: { type: 'string', minLength: 1, maxLength: 64 },
  },
};

/** What each step may be told. */
export const settingsSchemas: Readonly<Record<(typeof stepNames)[number], object>> = {
  cutout: { type: 'object', additionalProperties: false, properties: {} },
  crops: {
    type: 'object',
    required: ['ratios'],
    additionalProperties: false,
    properties: {
      ratios: { type: 'array', minItems: 1, maxItems: 8, items: { type: 'number', minimum: 0.05, maximum: 20 } },
      focus: {
        type: 'object',
        required: ['x', 'y'],
        additionalProperties: false,
        properties: { x: { type: 'number', minimum: 0, maximum: 1 }, y: { type: 'number', minimum: 0, maximum: 1 } },
      },
    },
  },
  background: {
    type: 'object',
    required: ['prompt', 'style', 'seed'],
    additionalProperties: false,
    properties: {
      prompt: { type: 'string', minLength: 1, maxLength: 100 },
      style: { type: 'string', minLength: 1, maxLength: 20 },
      seed: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
    },
  },
  poster: {
    type: 'object',
    required: ['scale', 'shiftX', 'shiftY'],
    additionalProperties: false,
    properties: {
      scale: { type: 'number', minimum: 0.1, maximum: 1 },
      shiftX: { type: 'number', minimum: -0.5, maximum: 0.5 },
      shiftY: { type: 'number', minimum: -0.5, maximum: 0.5 },
    },
  },
  coupon: couponSchema,
};

const picture = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    url: { type: 'string' },
    width: { type: 'integer' },
    height: { type: 'integer' },
    role: { type: 'string' },
  },
};

export const campaignSchema = {
  type: 'object',
  required: ['id', 'name', 'photo', 'steps', 'createdAt', 'updatedAt'],
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    photo: picture,
    steps: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', enum: [...stepNames] },
          state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed'] },
          settings: { type: 'object' },
          pictures: { type: 'array', items: picture },
          facts: { type: 'object' },
          error: { type: ['string', 'null'] },
          version: { type: 'integer' },
        },
      },
    },
    createdAt: { type: 'integer', description: 'ms, UTC' },
    updatedAt: { type: 'integer', description: 'ms, UTC' },
  },
};

export const idPath = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } },
};
