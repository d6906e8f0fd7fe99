// Shapes of a review's decision on the wire.
// Must not hold rules; those are the domain's.

export interface ReviewPath {
  readonly card_id: string;
}

export interface ReviewBody {
  readonly approved: boolean;
  readonly reason?: string | null;
}

export const reviewPath = {
  type: 'object',
  required: ['card_id'],
  properties: { card_id: { type: 'string', minLength: 1, maxLength: 64, description: 'The card decided on' } },
} as const;

export const reviewBody = {
  type: 'object',
  required: ['approved'],
  properties: {
    approved: { type: 'boolean' },
    reason: {
      anyOf: [{ type: 'string', maxLength: 512 }, { type: 'null' }],
      description: 'Why it is refused; told to the merchant',
    },
  },
} as const;

export const reviewAnswer = {
  type: 'object',
  required: ['card_id', 'review'],
  properties: {
    card_id: { type: 'string' },
    review: { type: 'string', enum: ['pending', 'refused', 'approved', 'published', 'deleted'] },
  },
} as const;
