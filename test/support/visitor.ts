// A browser without a script, for tests of pages: keeps cookies, follows redirections, sends forms, signs in.
// Must not know what pages should say.
import type { TestServer } from './server.js';

export interface Seen {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
}

/** Opens an address, or sends a form to it. */
export type Visit = (url: string, form?: Record<string, string>) => Promise<Seen>;

/** The hidden fields of a page's forms. */
export const fieldsOf = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&amp;', '&'),
    ]),
  );

/** @param name which follower to be; one who is not on the list comes as a new visitor */
export function visitorOf(server: TestServer, name: string): Visit {
  const jar = new Map<string, string>();
  const personOf = (page: string): string =>
    new RegExp(`value="(o[\\w-]{27})"><span[^>]*>[^<]*</span>\\s*<span>${name}<`).exec(page)?.[1] ?? 'new';
  return async function go(url: string, form?: Record<string, string>): Promise<Seen> {
    const answer = await fetch(new URL(url, server.baseUrl), {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    if (location?.startsWith(server.baseUrl) || location?.startsWith('/')) return go(location);
    const text = await answer.text();
    if (text.includes('你是哪位关注者')) {
      return go('/connect/oauth2/authorize', { ...fieldsOf(text), person: personOf(text) });
    }
    return { status: answer.status, url: answer.url, text, headers: answer.headers };
  };
}
