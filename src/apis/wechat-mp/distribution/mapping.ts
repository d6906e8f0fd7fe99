// Tickets, shelves and keys as the vendor answers them. Must not look anything up.
import type { Account } from '../../../domain/accounts/index.js';
import type { Ticket } from '../../../domain/distribution/index.js';
import { ok } from '../envelope.js';
import { authorizeAddress } from './storefront.js';

/** What stands for the account in addresses of its pages. */
export const bizOf = (account: Account): string => Buffer.from(account.number).toString('base64');
export const appidOf = (biz: string): string => Buffer.from(biz, 'base64').toString('utf8');

export const fromTicket = (ticket: Ticket, lifeSeconds: number, url: string, publicBase: string): object => ({
  ...ok,
  ticket: ticket.name,
  expire_seconds: lifeSeconds,
  url,
  show_qrcode_url: `${publicBase}/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket.name)}`,
});

/** A shelf's address leads through sign-in, as the vendor's does. */
export function fromShelf(account: Account, serial: number, scene: number, publicBase: string): object {
  const biz = encodeURIComponent(bizOf(account));
  const page = `${publicBase}/bizmall/cardlandingpage?biz=${biz}&page_id=${serial}&scene=${scene}`;
  return { ...ok, url: `${authorizeAddress(publicBase, account.number, page, '')}#wechat_redirect`, page_id: serial };
}

export const fromSigningKey = ({ value, secondsLeft }: { value: string; secondsLeft: number }): object => ({
  ...ok,
  ticket: value,
  expires_in: secondsLeft,
});
