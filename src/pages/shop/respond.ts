// From a request to a page: forms read, refusals worded, faults logged. Must not know any page.
import type { ExactAnswer, HttpApp, HttpReply, HttpRequest } from '../../http/server.js';
import { rawBody, rawTarget, sendExact } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import { refusalText, type ShopParts } from './parts.js';
import { faultPage, notFoundPage } from './views/messages.js';

type Params = Readonly<Record<string, string>>;
export type Serve = (request: HttpRequest, params: Params) => Promise<ExactAnswer>;

const bodyLimit = 8 * 1024;

/** The fields of a form that a browser has posted. */
export const formOf = (request: HttpRequest): URLSearchParams => new URLSearchParams(rawBody(request).toString('utf8'));
export const queryOf = (request: HttpRequest): URLSearchParams =>
  new URLSearchParams(rawTarget(request).split('?', 2)[1] ?? '');
export const pathOf = (request: HttpRequest): string => rawTarget(request).split('?', 1)[0] ?? '/';

/** Mounts pages that answer with what `serve` makes; what it throws becomes a page in words for shoppers. */
export function createMount(
  app: HttpApp,
  { log }: ShopParts,
): (method: 'GET' | 'POST', url: string, serve: Serve, mostBytes?: number) => void {
  async function answer(request: HttpRequest, serve: Serve): Promise<ExactAnswer> {
    try {
      return await serve(request, request.params as Params);
    } catch (error) {
      const text = refusalText(error);
      if (text !== null) return notFoundPage(text);
      if (isDomainError(error) && (error.code === 'NOT_FOUND' || error.code === 'INVALID')) return notFoundPage('');
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error({ method: request.method, path: pathOf(request), cause }, 'page failed');
      return faultPage();
    }
  }
  return (method, url, serve, mostBytes = bodyLimit) => {
    app.route({
      method,
      url,
      bodyLimit: mostBytes,
      handler: async (request: HttpRequest, reply: HttpReply) => sendExact(reply, await answer(request, serve)),
    });
  };
}
