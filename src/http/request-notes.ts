// What a gate finds out about a request before its body is read, kept for when its handler runs.
// Must not know what is noted.
import type { HttpRequest } from './server.js';

/**
 * Notes of one kind, kept on the requests themselves. A WeakMap would do the same, but each garbage collection looks through all
 * entries made since the last: with thousands of requests a second that is a twentieth of the work and more.
 */
export class RequestNotes<T> {
  readonly #key = Symbol('note');

  get(request: HttpRequest): T | undefined {
    return (request as unknown as Record<symbol, T | undefined>)[this.#key];
  }

  set(request: HttpRequest, note: T): void {
    (request as unknown as Record<symbol, T | undefined>)[this.#key] = note;
  }
}
