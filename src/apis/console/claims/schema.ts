// Shapes of a claim on the wire. A text that is empty or null is as good as absent.
// Must not hold rules; those are the domain's.

export interface ClaimBody {
  readonly card_id: string;
  readonly openid: string;
  readonly code?: string | null;
  readonly ticket?: string | null;
  readonly outer_str?: string | null;
}

const optional = (maxLength: number, description: string) => ({
  anyOf: [{ type: 'string', maxLength }, { type: 'null' }],
  description,
});

export const claimBody = {
  type: 'object',
  required: ['card_id', 'openid'],
  properties: {
    card_id: { type: 'string', minLength: 1, maxLength: 64, description: 'The card to claim' },
    openid: { type: 'string', minLength: 1, maxLength: 128, description: 'Who claims it' },
    code: optional(64, 'The code to give, for cards whose codes the merchant names'),
    ticket: optional(512, 'Ticket of the QR code the user came by; a single-use one is spent'),
    outer_str: optional(128, 'Channel, for the statistics and the event'),
  },
} as const;

export const claimAnswer = {
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string', description: 'Code of the card that is now the user’s' } },
} as const;
