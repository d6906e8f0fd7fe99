// GET shows the authorisation page, POST permits: the link says which application and shop, the owner proves who he is.
// Must not know operations. Tries per link are bounded, so that a passphrase cannot be guessed.
import type { HttpApp, HttpReply, HttpRequest } from '../../../http/server.js';
import { sendExact } from '../../../http/server.js';
import type { RoomServices } from '../../room.js';
import { same, secrets, shopKind } from '../auth.js';
import type { FormReader } from '../body.js';
import { queryOf } from '../body.js';
import { toolFailures } from '../envelope.js';
import { donePage, endedPage, formPage } from './page.js';
import { authorizePath, type Tickets } from './tickets.js';

const tries = { limit: 5, windowMs: 60_000 };

function show(reply: HttpReply, status: number, body: string): void {
  const headers = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
    // The link is a permission to try: it must not leave with a referrer, and nobody may frame the page.
    ['Referrer-Policy', 'no-referrer'],
    [
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    ],
  ] as const;
  sendExact(reply, { status, headers, body });
}

export function authorizeRoutes(
  scope: HttpApp,
  parts: { services: RoomServices; tickets: Tickets; readForm: FormReader },
): void {
  const { services, tickets, readForm } = parts;
  const { accounts, rates } = services;
  const attempts = rates.window({ name: 'shop-authorization', ...tries });

  async function permit(request: HttpRequest, reply: HttpReply): Promise<void> {
    const form = await readForm(request);
    await form.dispose();
    const { values } = form;
    const ticket = values.get('ticket') ?? '';
    const asked = await tickets.open(ticket);
    if (asked === null) return show(reply, 410, endedPage());
    const { application, shopId } = asked;
    const again = (error: string): void =>
      show(reply, 200, formPage({ application: application.name, shopId, ticket, error }));
    if (!(await attempts.take(shopId))) return again('尝试次数过多,请一分钟后再试');
    const shop = await accounts.find(shopKind, shopId);
    if (shop === null || shop.name !== values.get('owner')?.trim()) return again(toolFailures.owner.msg);
    const passphrase = shop.secrets.get(secrets.owner);
    if (passphrase === undefined || !same(passphrase, values.get('passphrase') ?? '')) return again('授权口令不正确');
    await accounts.allow(application.id, shopId);
    show(reply, 200, donePage(application.name, shopId));
  }

  const url = authorizePath.replace('/tool', '');
  scope.get(url, async (request, reply) => {
    const ticket = queryOf(request).get('ticket') ?? '';
    const asked = await tickets.open(ticket);
    if (asked === null) return show(reply, 410, endedPage());
    show(reply, 200, formPage({ application: asked.application.name, shopId: asked.shopId, ticket, error: null }));
  });
  scope.post(url, permit);
}
