// What operators look at: the queue, parked jobs, storage. Must not hold rules; the operations domain does.
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';

const jobPath = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } };
const object = { type: 'object' };

export const operationRoutes = ({ operations, limits, sandbox }: RoomServices): Route[] => [
  route(
    {
      method: 'GET',
      path: '/operations',
      summary: 'Queue, engines, storage, jobs that were set aside',
      roles: mayLook,
      answer: object,
      failures: {},
    },
    async () => ({ ...(await operations.look()), limits, sandbox }),
  ),
  route<unknown, unknown, { id: number }>(
    {
      method: 'POST',
      path: '/operations/jobs/:id/retry',
      summary: 'Run a job again that was set aside',
      roles: mayChange,
      params: jobPath,
      answer: object,
      failures: { 404: 'There is no such job' },
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
