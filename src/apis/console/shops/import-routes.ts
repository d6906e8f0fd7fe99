// Codes a merchant made, list by list: begun or taken up again, sent in pieces, with every line that was not taken.
// Must not decide which codes are known; the coupon domain does, and remembers how far a list has been read.
import { isCode } from '../../../domain/coupons/index.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { cardPath } from './schema.js';
import { shopBy } from './shop.js';

interface CardPath {
  readonly shop: string;
  readonly card: string;
}

/** Lines of one piece: a transaction that others wait for. */
const mostLines = 2_000;
const object = { type: 'object' };
const importPath = {
  type: 'object',
  required: ['shop', 'card', 'import'],
  properties: { ...cardPath.properties, import: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
};

export function importRoutes(services: RoomServices): Route[] {
  const { coupons } = services;
  const unknown = { 404: 'There is no such shop, card or import' };
  return [
    route<unknown, unknown, CardPath>(
      {
        method: 'GET',
        path: '/shops/:shop/cards/:card/imports',
        summary: 'Lists of codes imported into a card, newest first',
        roles: mayLook,
        params: cardPath,
        answer: object,
        failures: unknown,
      },
      async ({ path }) => {
        const { account } = await shopBy(services, path.shop);
        return { imports: await coupons.imports(account.id, path.card, 50) };
      },
    ),
    route<{ list: string }, unknown, CardPath>(
      {
        method: 'POST',
        path: '/shops/:shop/cards/:card/imports',
        summary: 'Begin the import of a list, or take up the one of the same content that was not finished',
        roles: mayChange,
        params: cardPath,
        body: {
          type: 'object',
          required: ['list'],
          additionalProperties: false,
          properties: {
            list: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the list, hexadecimal' },
          },
        },
        answer: object,
        failures: { ...unknown, 409: 'The card draws its codes itself' },
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        return coupons.beginImport(account.id, path.card, body.list);
      },
    ),
    route<{ from: number; lines: string[]; last: boolean }, unknown, CardPath & { import: number }>(
      {
        method: 'POST',
        path: '/shops/:shop/cards/:card/imports/:import/lines',
        summary: 'The next lines of a list; answers which were known already and which are no codes',
        roles: mayChange,
        params: importPath,
        body: {
          type: 'object',
          required: ['from', 'lines', 'last'],
          additionalProperties: false,
          properties: {
            from: { type: 'integer', minimum: 0, description: 'Lines read before these' },
            lines: { type: 'array', maxItems: mostLines, items: { type: 'string', maxLength: 1_000 } },
            last: { type: 'boolean' },
          },
        },
        bodyLimit: 4 * 1024 * 1024,
        answer: object,
        failures: { ...unknown, 409: 'Another process goes on with this import' },
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        const known = await coupons.imports(account.id, path.card, 200);
        if (!known.some(({ id }) => id === path.import)) throw new Refused(404, 'not-found', 'there is no such import');
        const rejects: { line: number; text: string; reason: 'duplicate' | 'no-code' }[] = [];
        const codes: { line: number; text: string }[] = [];
        for (const [index, raw] of body.lines.entries()) {
          const text = raw.trim();
          const line = body.from + index + 1;
          // Empty lines are no mistake: lists end with one, or part their groups by them.
          if (text === '') continue;
          if (isCode(text)) codes.push({ line, text });
          else rejects.push({ line, text: text.slice(0, 200), reason: 'no-code' });
        }
        const duplicates = await coupons.continueImport({
          id: path.import,
          from: body.from,
          to: body.from + body.lines.length,
          codes: codes.map(({ text }) => text),
          rejected: rejects.length,
          last: body.last,
        });
        for (const position of duplicates) {
          const code = codes[position];
          if (code !== undefined) rejects.push({ ...code, reason: 'duplicate' });
        }
        rejects.sort((a, b) => a.line - b.line);
        return { line: body.from + body.lines.length, added: codes.length - duplicates.length, rejects };
      },
    ),
  ];
}
