// What operators look at: the queue, failed jobs, storage, health. Must not hold rules; the operations domain does.
import { type LimitProfile, limitProfiles, type RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayChange, mayLook, ownerOnly } from '../roles.js';

const jobPath = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } };
const object = { type: 'object' };

export const operationRoutes = ({ operations, limits, sandbox }: RoomServices): Route[] => [
  route(
    {
      method: 'GET',
      path: '/operations',
      summary: 'Queue, engines, storage',
      roles: mayLook,
      answer: object,
      failures: {},
    },
    async () => ({ ...(await operations.look()), limits: limits.now(), limitsFixed: limits.fixed, sandbox }),
  ),
  route(
    {
      method: 'GET',
      path: '/operations/health',
      summary: 'How each part of this node is, the room left on its disk, how late its jobs are',
      roles: mayLook,
      answer: object,
      failures: {},
    },
    () => operations.health(),
  ),
  route<{ profile: LimitProfile }>(
    {
      method: 'PUT',
      path: '/limits',
      summary: 'Choose the rate limits that hold from now on',
      roles: ownerOnly,
      body: {
        type: 'object',
        required: ['profile'],
        additionalProperties: false,
        properties: { profile: { type: 'string', enum: [...limitProfiles] } },
      },
      answer: object,
      failures: { 409: 'TUQUAN_LIMITS is set, and fixes them' },
    },
    async ({ body }) => {
      if (limits.fixed) {
        throw new Refused(
          409,
          'limits-fixed',
          'TUQUAN_LIMITS fixes the limits: unset it and start again to choose here',
        );
      }
      await limits.choose(body.profile);
      return { limits: limits.now() };
    },
  ),
  route<unknown, { after?: number; limit?: number }>(
    {
      method: 'GET',
      path: '/operations/jobs',
      summary: 'Jobs that failed, set aside or to be tried again, oldest first',
      roles: mayLook,
      query: {
        type: 'object',
        properties: {
          after: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'What `next` said' },
          limit: { type: 'integer', minimum: 1, maximum: 200 },
        },
      },
      answer: object,
      failures: {},
    },
    async ({ query: { after = 0, limit = 50 } }) => {
      const jobs = await operations.failed(limit, after);
      return { jobs, next: jobs.length < limit ? null : (jobs.at(-1)?.id ?? null) };
    },
  ),
  route<unknown, unknown, { id: number }>(
    {
      method: 'POST',
      path: '/operations/jobs/:id/retry',
      summary: 'Run a job now that failed',
      roles: mayChange,
      params: jobPath,
      answer: object,
      failures: { 404: 'There is no such job, or it runs' },
    },
    async ({ path }) => {
      await operations.retry(path.id);
      return {};
    },
  ),
  route<unknown, unknown, { id: number }>(
    {
      method: 'DELETE',
      path: '/operations/jobs/:id',
      summary: 'Forget a job that was set aside',
      roles: mayChange,
      params: jobPath,
      answer: object,
      failures: {},
    },
    async ({ path }) => {
      await operations.drop(path.id);
      return {};
    },
  ),
];
