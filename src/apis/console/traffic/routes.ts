// What developers look at: requests and why they were refused, callbacks and their attempts.
// Must not know how any scheme signs: rooms explain through the traffic domain.
import type { NoticeState } from '../../../domain/delivery/index.js';
import type { RecordedRequest } from '../../../domain/traffic/index.js';
import type { RoomServices } from '../../room.js';
import { beforeSchema, nextOf, placeOf } from '../cursor.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { readPasted } from './pasted.js';

const object = { type: 'object' };
const idPath = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
};
const noticePath = { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 64 } } };
const noRequest = { 404: 'There is no such request, or it has been dropped' };
const longestPasted = 512 * 1024;

interface Search {
  text?: string;
  room?: string;
  status?: number;
  failed?: 'true' | 'false';
  before?: number;
  limit?: number;
}

export const trafficRoutes = ({ traffic, delivery, clock }: RoomServices): Route[] => {
  const entryOf = async (id: number) => {
    await traffic.flush();
    const entry = await traffic.find(id);
    if (entry === null) throw new Refused(404, 'not-found', 'there is no such request, or it has been dropped');
    return entry;
  };
  return [
    route<unknown, Search>(
      {
        method: 'GET',
        path: '/requests',
        summary: 'Requests that clients made to the rooms, newest first',
        roles: mayLook,
        query: {
          type: 'object',
          properties: {
            text: { type: 'string', maxLength: 100, description: 'Part of target, body or answer' },
            room: { type: 'string', maxLength: 40 },
            status: { type: 'integer', minimum: 100, maximum: 599 },
            failed: { type: 'string', enum: ['true', 'false'] },
            before: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'What `next` said' },
            limit: { type: 'integer', minimum: 1, maximum: 200 },
          },
        },
        answer: object,
        failures: {},
      },
      async ({ query }) => {
        await traffic.flush();
        const { text, room, status, failed, before, limit = 50 } = query;
        const found = await traffic.search({
          text,
          room,
          status,
          failed: failed === undefined ? undefined : failed === 'true',
          before,
          limit,
        });
        return {
          requests: found.lines,
          next: found.next,
          complete: found.complete,
          skipped: traffic.skipped(),
          keeps: traffic.keeps,
        };
      },
    ),
    route<unknown, unknown, { id: number }>(
      {
        method: 'GET',
        path: '/requests/:id',
        summary: 'One request: headers, body, answer',
        roles: mayLook,
        params: idPath,
        answer: object,
        failures: noRequest,
      },
      async ({ path }) => entryOf(path.id),
    ),
    route<unknown, unknown, { id: number }>(
      {
        method: 'GET',
        path: '/requests/:id/diagnosis',
        summary: 'Why its signature was refused: expected text, received text, cause',
        roles: mayLook,
        params: idPath,
        answer: object,
        failures: noRequest,
      },
      async ({ path }) => {
        const entry = await entryOf(path.id);
        if (entry.diagnosis !== null) return { diagnosis: entry.diagnosis };
        // What was masked or cut cannot be checked again: paste the request instead.
        if (entry.altered) return { diagnosis: null, altered: true };
        const { method, target, headers, body, at } = entry;
        const request: RecordedRequest = { method, target, headers, body: Buffer.from(body), cut: false, at };
        return { diagnosis: await traffic.diagnose(request) };
      },
    ),
    route<{ raw: string }>(
      {
        method: 'POST',
        path: '/diagnosis',
        summary: 'The same for a request as text: request line, headers, an empty line, body',
        roles: mayLook,
        body: {
          type: 'object',
          required: ['raw'],
          additionalProperties: false,
          properties: {
            raw: {
              type: 'string',
              minLength: 1,
              maxLength: longestPasted,
              description: 'An HTTP request or a curl command',
            },
          },
        },
        answer: object,
        failures: {},
        bodyLimit: 2 * longestPasted,
      },
      async ({ body }) => ({ diagnosis: await traffic.diagnose(readPasted(body.raw, clock.now())) }),
    ),
    route<unknown, { before?: string; state?: NoticeState; limit?: number }>(
      {
        method: 'GET',
        path: '/callbacks',
        summary: 'What accounts were told, newest first: attempts, last answer, next try',
        roles: mayLook,
        query: {
          type: 'object',
          properties: {
            before: beforeSchema,
            state: { type: 'string', enum: ['due', 'delivered', 'exhausted'] },
            limit: { type: 'integer', minimum: 1, maximum: 200 },
          },
        },
        answer: object,
        failures: {},
      },
      async ({ query: { before, state = null, limit = 50 } }) => {
        const callbacks = await delivery.callbacks({ before: placeOf(before), state, limit });
        return { callbacks, next: nextOf(callbacks, limit, ({ createdAt, id }) => ({ time: createdAt, id })) };
      },
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'GET',
        path: '/callbacks/:id/attempts',
        summary: 'Every attempt at one callback',
        roles: mayLook,
        params: noticePath,
        answer: object,
        failures: {},
      },
      async ({ path }) => ({ attempts: await delivery.attempts(path.id) }),
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'POST',
        path: '/callbacks/:id/resend',
        summary: 'Tell it again now',
        roles: mayChange,
        params: noticePath,
        answer: object,
        failures: { 404: 'There is no such callback' },
      },
      async ({ path }) => {
        await delivery.replay(path.id);
        return {};
      },
    ),
  ];
};
