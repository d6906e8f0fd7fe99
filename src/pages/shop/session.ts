// Who looks at a page: a sealed cookie, made after the account's sign-in has sent somebody back with a code.
// Must not know how an account signs people in; the storefront gives the address.
import { createHash } from 'node:crypto';
import type { Seals } from '../../domain/audience/index.js';
import { cookieIn, setCookie } from '../../http/cookies.js';
import { redirectAnswer } from '../../http/page.js';
import { type ExactAnswer, type HttpRequest, rawTarget } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Shop, ShopParts } from './parts.js';
import { noCookiesPage } from './views/messages.js';

const sessionSeconds = 30 * 86_400;
const signInSeconds = 900;
const formMs = 6 * 3_600_000;

export interface Visitor {
  /** Number of the follower. */
  readonly holder: string;
  /** A text for forms: another site cannot know it. */
  readonly formSeal: string;
}

export interface Sessions {
  /** The visitor, or the answer that lets somebody sign in and come back. For GET only. */
  require(request: HttpRequest, shop: Shop): Promise<Visitor | ExactAnswer>;
  /** The visitor of a form that this server's page has sent; null: none, or not our form. */
  ofForm(request: HttpRequest, shop: Shop, form: URLSearchParams): Promise<Visitor | null>;
}

export const isAnswer = (value: Visitor | ExactAnswer): value is ExactAnswer => 'status' in value;

const markOf = (accountId: string): string => createHash('sha256').update(accountId).digest('hex').slice(0, 8);

export function createSessions({ audience, clock, distribution, random }: ShopParts): Sessions {
  const base = (): string => distribution.address.ticket({ key: 'x' }).replace(/\/q\/x$/, '');
  const secure = (): boolean => base().startsWith('https:');
  const visitorCookie = (shop: Shop): string => `tuquan_visitor_${markOf(shop.account.id)}`;
  const stateCookie = (shop: Shop): string => `tuquan_state_${markOf(shop.account.id)}`;

  async function current(
    request: HttpRequest,
    shop: Shop,
  ): Promise<(Visitor & { seals: Seals; value: string }) | null> {
    const seals = await audience.seals();
    const sealed = cookieIn(request.headers.cookie, visitorCookie(shop)) ?? '';
    const value = seals.open(`visitor ${shop.account.id}`, sealed, clock.now());
    if (value === null) return null;
    const holder = value.slice(value.indexOf(' ') + 1);
    return { holder, formSeal: seals.seal('page-form', value, clock.now() + formMs), seals, value };
  }

  /** The target without what a sign-in added to it. */
  function clean(request: HttpRequest): { path: string; query: URLSearchParams; code: string; state: string } {
    const [path = '/', search = ''] = rawTarget(request).split('?', 2);
    const query = new URLSearchParams(search);
    const code = query.get('code') ?? '';
    const state = query.get('state') ?? '';
    for (const name of ['code', 'state', 'who']) query.delete(name);
    return { path, query, code, state };
  }

  const addressOf = (path: string, query: URLSearchParams): string =>
    `${path}${query.size === 0 ? '' : `?${query.toString()}`}`;

  async function signIn(request: HttpRequest, shop: Shop, choose: boolean): Promise<ExactAnswer> {
    const { path, query } = clean(request);
    const state = random(16).toString('hex');
    const address = shop.storefront.signInAddress(shop.account, `${base()}${addressOf(path, query)}`, state, choose);
    return redirectAnswer(address, [
      setCookie(stateCookie(shop), state, { maxAgeSeconds: signInSeconds, secure: secure() }),
    ]);
  }

  return {
    require: async (request, shop) => {
      const { path, query, code, state } = clean(request);
      const known = await current(request, shop);
      const choose = new URLSearchParams(rawTarget(request).split('?', 2)[1] ?? '').get('who') === 'other';
      if (known !== null && code === '' && !choose) return known;
      if (code === '') return signIn(request, shop, choose);
      // The state belongs to this browser: nobody can be signed in by a link somebody else has made.
      if (state === '' || cookieIn(request.headers.cookie, stateCookie(shop)) !== state) {
        return known === null ? noCookiesPage(addressOf(path, query)) : redirectAnswer(addressOf(path, query));
      }
      try {
        const { follower } = await audience.redeemCode(shop.account.id, code);
        await audience.noteContact(shop.account.id, follower);
        const seals = await audience.seals();
        const value = `${random(12).toString('hex')} ${follower}`;
        const sealed = seals.seal(`visitor ${shop.account.id}`, value, clock.now() + sessionSeconds * 1000);
        return redirectAnswer(addressOf(path, query), [
          setCookie(visitorCookie(shop), sealed, { maxAgeSeconds: sessionSeconds, secure: secure() }),
          setCookie(stateCookie(shop), '', { maxAgeSeconds: 0, secure: secure() }),
        ]);
      } catch (error) {
        // A code that was used already: a page loaded twice. Ask again.
        if (isDomainError(error) && error.code === 'UNAUTHENTICATED') return redirectAnswer(addressOf(path, query));
        throw error;
      }
    },
    ofForm: async (request, shop, form) => {
      const known = await current(request, shop);
      if (known === null) return null;
      const sealed = known.seals.open('page-form', form.get('seal') ?? '', clock.now());
      return sealed === known.value ? known : null;
    },
  };
}
