// The tickets pages are signed with, asked of the vendor and kept while they are good.
// Must not sign. developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html, appendices 1 and 4.
import type { Clock } from '../../../kernel/clock.js';
import { isDomainError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, parseJson } from '../../../kernel/exact-json.js';
import type { Log } from '../../../kernel/log.js';
import type { RoomServices } from '../../room.js';
import { textIn, wholeIn } from '../json-body.js';
import type { ScriptAccount } from './settings.js';

export interface Tickets {
  /** For wx.config. */
  readonly page: string;
  /** For cards. */
  readonly card: string;
}

/** A ticket is asked for anew this long before its end (ms). */
const spareMs = 300_000;
/** After a failure nobody is asked for this long (ms): pages claim by their own form meanwhile. */
const pauseMs = 30_000;

class Unusable extends Error {}

/** Resolves to the tickets of an account; null when they cannot be had now. */
export function createTickets({
  exchange,
  clock,
  log,
}: Pick<RoomServices, 'exchange'> & { clock: Clock; log: Log }): (
  appid: string,
  account: ScriptAccount,
) => Promise<Tickets | null> {
  const kept = new Map<string, { tickets: Promise<Tickets | null>; until: number }>();

  async function asked(request: Parameters<RoomServices['exchange']>[0]): Promise<JsonObject> {
    const { status, bytes } = await exchange(request);
    let answer: unknown = null;
    try {
      answer = parseJson(Buffer.from(bytes));
    } catch {
      throw new Unusable(`status ${status} and no JSON`);
    }
    if (status !== 200 || !isJsonObject(answer as JsonObject)) throw new Unusable(`status ${status}`);
    const object = answer as JsonObject;
    if ((wholeIn(object, 'errcode') ?? 0) !== 0) throw new Unusable(`errcode ${textIn(object, 'errcode')}`);
    return object;
  }

  async function fetched(
    appid: string,
    { secret, api }: ScriptAccount,
  ): Promise<{ tickets: Tickets; seconds: number }> {
    // The stable token: asking for the other kind would end the token the merchant's own programs have.
    const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
    const token = textIn(await asked({ method: 'POST', url: `${api}/cgi-bin/stable_token`, body }), 'access_token');
    const of = async (type: string): Promise<{ ticket: string; seconds: number }> => {
      const query = new URLSearchParams({ access_token: token ?? '', type });
      const answer = await asked({ method: 'GET', url: `${api}/cgi-bin/ticket/getticket?${query}` });
      const ticket = textIn(answer, 'ticket');
      if (ticket === null) throw new Unusable('no ticket');
      return { ticket, seconds: wholeIn(answer, 'expires_in') ?? 0 };
    };
    const [page, card] = [await of('jsapi'), await of('wx_card')];
    return { tickets: { page: page.ticket, card: card.ticket }, seconds: Math.min(page.seconds, card.seconds) };
  }

  return (appid, account) => {
    const known = kept.get(appid);
    if (known !== undefined && clock.now() < known.until) return known.tickets;
    const entry = { tickets: Promise.resolve<Tickets | null>(null), until: clock.now() + pauseMs };
    entry.tickets = fetched(appid, account).then(
      ({ tickets, seconds }) => {
        entry.until = Math.max(clock.now() + pauseMs, clock.now() + seconds * 1000 - spareMs);
        return tickets;
      },
      (error: unknown) => {
        // The cause's text may hold an address with a token in it: its code says enough.
        const cause = error instanceof Unusable ? error.message : isDomainError(error) ? error.code : 'a fault';
        log.warn({ appid, cause }, 'no tickets for pages inside the app; they claim by their own form');
        return null;
      },
    );
    kept.set(appid, entry);
    return entry.tickets;
  };
}
