// The link behind "shop not authorised": names application and shop, ends after a while, cannot be forged.
// Must not permit anything; the page does that once the shop's owner has said who he is.
import { createHmac } from 'node:crypto';
import type { Account } from '../../../domain/accounts/index.js';
import type { RoomServices } from '../../room.js';
import { applicationKind, same, secrets } from '../auth.js';

export const authorizePath = '/tool/erps/tbpicture/authorize';
const lifetimeMs = 30 * 60_000;

export interface Tickets {
  urlFor(application: Account, shopId: string): string;
  /** What a ticket is about; null when it is forged or has ended. */
  open(ticket: string): Promise<{ application: Account; shopId: string } | null>;
}

export function createTickets(services: RoomServices, publicBase: () => string): Tickets {
  const { accounts, clock } = services;
  const seal = (application: Account, content: string): string =>
    createHmac('sha256', `authorize:${application.secrets.get(secrets.client) ?? ''}`)
      .update(content)
      .digest('base64url');
  return {
    urlFor: (application, shopId) => {
      const content = `${application.number}.${shopId}.${clock.now() + lifetimeMs}`;
      return `${publicBase()}${authorizePath}?ticket=${content}.${seal(application, content)}`;
    },
    open: async (ticket) => {
      const parts = /^(([0-9a-zA-Z]{1,32})\.([0-9A-Za-z]{1,64})\.([0-9]{1,15}))\.([\w-]{43})$/.exec(ticket);
      if (parts === null) return null;
      const [, content = '', clientId = '', shopId = '', until = '', mac = ''] = parts;
      const application = await accounts.find(applicationKind, clientId);
      if (application === null || !same(seal(application, content), mac)) return null;
      return Number(until) > clock.now() ? { application, shopId } : null;
    },
  };
}
