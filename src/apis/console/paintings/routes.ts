// Painting tasks of every account: how far each has come, and how many are painted before it. Must not know a vendor's words for it.
import type { PaintingInLine } from '../../../domain/painting/index.js';
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import { mayLook } from '../roles.js';

const number = { type: 'number' };
const time = { type: 'integer', description: 'ms, UTC' };
const text = { type: 'string' };
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] });
const id = { type: 'string', pattern: '^\\d{1,24}$' };

const paintingSchema = {
  type: 'object',
  required: [
    'id',
    'account',
    'prompt',
    'style',
    'width',
    'height',
    'count',
    'state',
    'progress',
    'position',
    'createdAt',
  ],
  properties: {
    id,
    account: text,
    prompt: text,
    style: text,
    width: number,
    height: number,
    count: number,
    state: { type: 'string', enum: ['queued', 'running', 'done', 'failed'] },
    progress: { ...number, description: '0 to 1' },
    position: { ...orNull(number), description: 'Tasks painted before this one; null when it does not wait' },
    failure: orNull(text),
    pictures: { type: 'array', items: text },
    createdAt: time,
    startedAt: orNull(time),
    finishedAt: orNull(time),
    expiresAt: time,
  },
};

export function paintingRoutes({ paintings, accounts }: RoomServices): Route[] {
  const shown = async (painting: PaintingInLine) => {
    const { request, accountId, failureText, pictureUrls, failure: _, shows: __, ...rest } = painting;
    const { prompt, style, width, height, count } = request;
    const { name } = await accounts.load(accountId);
    return { ...rest, account: name, prompt, style, width, height, count, failure: failureText, pictures: pictureUrls };
  };
  return [
    route<unknown, { before?: string; limit?: number }>(
      {
        method: 'GET',
        path: '/paintings',
        summary: 'Painting tasks, newest first',
        roles: mayLook,
        query: {
          type: 'object',
          properties: {
            before: { ...id, description: 'What `next` said' },
            limit: { type: 'integer', minimum: 1, maximum: 100 },
          },
        },
        answer: {
          type: 'object',
          required: ['paintings', 'next'],
          properties: { paintings: { type: 'array', items: paintingSchema }, next: orNull(text) },
        },
        failures: {},
      },
      async ({ query: { before, limit = 20 } }) => {
        const found = await paintings.list(limit, before);
        const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
        return { paintings: await Promise.all(found.map(shown)), next };
      },
    ),
    route<unknown, unknown, { painting: string }>(
      {
        method: 'GET',
        path: '/paintings/:painting',
        summary: 'One painting task: how far it has come, how many are before it',
        roles: mayLook,
        params: { type: 'object', required: ['painting'], properties: { painting: id } },
        answer: paintingSchema,
        failures: { 404: 'There is no such task, or it has expired' },
      },
      async ({ path }) => shown(await paintings.look(path.painting)),
    ),
  ];
}
