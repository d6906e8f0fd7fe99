// What is answered where no operation answers: unknown addresses, wrong methods, bodies that did not arrive.
// Must not know operations beyond their addresses.
import type { HttpRequest } from '../../http/server.js';
import { type Failure, failures } from './envelope.js';
import { pathOf, type Route } from './gate.js';

/** Everything below these belongs to this room. */
export const roots = ['/cgi-bin', '/cv', '/card', '/datacube', '/sns', '/connect', '/bizmall'] as const;

export interface Refusal {
  readonly failure: Failure;
  /** The token is looked at first. */
  readonly token: boolean;
}

/** The answer to a request that no route takes. */
export function refusalFor(request: HttpRequest, routes: readonly Route[]): Refusal {
  const path = pathOf(request);
  const here = routes.filter((route) => route.path === path);
  if (here.length > 0) {
    const gets = here.some(({ method }) => method === 'GET');
    return { failure: gets ? failures.requireGet : failures.requirePost, token: false };
  }
  // Documented or not, what we do not serve below these is an interface this account has no right to.
  if (/^\/(?:cv|card|datacube)\//.test(path)) return { failure: failures.unauthorized, token: true };
  return { failure: failures.invalidUrl, token: false };
}

/** The answer when the framework could not read a body: too long, cut off, or the connection broke. */
export function bodyFailure(error: unknown, route: Route | undefined): Failure {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return route?.tooLarge ?? failures.brokenBody;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? failures.brokenBody
    : failures.systemError;
}
