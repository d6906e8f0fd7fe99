// GET /cgi-bin/media/get: the bytes of a temporary medium, for three days after it was made.
// Must not know what made it.
import type { RoomServices } from '../../room.js';
import type { Route } from '../gate.js';
import { fromMedia } from './mapping.js';
import { mediaIdIn } from './schema.js';

export const mediaRoutes = ({ media }: RoomServices): Route[] => [
  {
    method: 'GET',
    path: '/cgi-bin/media/get',
    access: 'token',
    handle: async ({ account, query }) => ({ file: fromMedia(await media.read(account.id, mediaIdIn(query))) }),
  },
];
