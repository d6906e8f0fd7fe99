// Sends what clients asked of the rooms, and what they were answered, to the traffic log.
// Must not know what a request means; the rooms say which paths are theirs.
import type { Room } from '../apis/room.js';
import type { Traffic } from '../domain/traffic/index.js';
import type { HttpApp } from '../http/server.js';
import { type Seen, watchTraffic } from '../http/traffic.js';
import type { Clock } from '../kernel/clock.js';

/** Finds the room a request belongs to by the start of its path, as the rooms' lists of operations have it. */
export function watchedRooms(rooms: readonly Room[]): (target: string) => Room | undefined {
  const first = (path: string, parts: number): string => path.split('/', parts + 1).join('/');
  const own = rooms.filter(({ unwatched }) => unwatched).flatMap(({ coverage }) => coverage);
  const taken = new Set(own.map(({ path }) => first(path, 1)));
  const known = new Map<string, Room>();
  for (const room of rooms) {
    if (room.unwatched) continue;
    // A first part that our own API has too is told apart by the second.
    for (const { path } of room.coverage) known.set(first(path, taken.has(first(path, 1)) ? 2 : 1), room);
  }
  return (target) => {
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    const second = path.indexOf('/', 1);
    if (second < 0) return known.get(path);
    const third = path.indexOf('/', second + 1);
    return known.get(path.slice(0, second)) ?? known.get(third < 0 ? path : path.slice(0, third));
  };
}

/** Watches the requests that belong to a room. */
export function keepTraffic(
  app: HttpApp,
  rooms: readonly Room[],
  traffic: Traffic,
  clock: Clock,
  /** Sees each exchange besides; for sandboxes. */
  also?: (room: Room, exchange: Seen, failed: boolean) => void,
): void {
  watchTraffic(app, watchedRooms(rooms), (room, seen) => {
    const failed = seen.status >= 400 || (room.refuses?.(seen.answerStart) ?? false);
    also?.(room, seen, failed);
    if (!traffic.keeps) return;
    traffic.record(failed, () => {
      const { method, target, headers, body, requestBytes, status, answer, answerBytes, durationMs } = seen;
      const at = Math.round(clock.now() - durationMs);
      const request = { method, target, headers, body, cut: body.length < requestBytes, at };
      return { room: room.name, request, requestBytes, failed, status, answer, answerBytes, durationMs };
    });
  });
}
