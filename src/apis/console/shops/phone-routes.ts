// A follower's phone: the talk with the account, in which the follower speaks as well, and the wallet.
// Must not hold rules; the domains decide.
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { Bytes, type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { followerPath, mediaPath, sayBody } from './schema.js';
import { shopBy } from './shop.js';

interface FollowerPath {
  readonly shop: string;
  readonly follower: string;
}

const object = { type: 'object' };
const unknown = { 404: 'There is no such shop or follower' };

export function phoneRoutes(services: RoomServices): Route[] {
  const { coupons, distribution, audience, media } = services;
  return [
    route<unknown, { before?: number }, FollowerPath>(
      {
        method: 'GET',
        path: '/shops/:shop/followers/:follower/phone',
        summary: 'What a follower’s phone shows: the talk with the account and the cards held',
        roles: mayLook,
        params: followerPath,
        query: { type: 'object', properties: { before: { type: 'integer' } } },
        answer: object,
        failures: unknown,
      },
      async ({ path, query }) => {
        const { account, storefront } = await shopBy(services, path.shop);
        const holder = path.follower;
        const follower = await audience.load(account.id, holder);
        const before = query.before === undefined ? {} : { before: query.before };
        const [inbox, wallet] = await Promise.all([
          distribution.inbox(account.id, holder, { limit: 50, ...before }),
          coupons.wallet({ accountId: account.id, holder, usable: false }),
        ]);
        const named = new Set([
          ...wallet.map(({ offer }) => offer),
          ...inbox.flatMap(({ content }) => (content.kind === 'offer' ? [content.offer] : [])),
        ]);
        const faces: Record<string, object> = {};
        for (const number of named) {
          const offer = await coupons.findOffer(account.id, number).catch(() => null);
          if (offer !== null)
            faces[number] = { ...storefront.face(offer), address: distribution.address.offer(number) };
        }
        return { follower, inbox, wallet, faces, walletAddress: distribution.address.wallet(account.number) };
      },
    ),
    route<{ text: string }, unknown, FollowerPath>(
      {
        method: 'POST',
        path: '/shops/:shop/followers/:follower/said',
        summary: 'Let a follower say something to the account, which is told of it at its message server',
        roles: mayChange,
        params: followerPath,
        body: sayBody,
        answer: { type: 'object', required: ['message'], properties: { message: { type: 'integer' } } },
        failures: {
          ...unknown,
          409: 'This person does not follow, or is on the black list',
          413: 'More than 2,048 bytes',
        },
      },
      async ({ path, body }) => {
        const { account } = await shopBy(services, path.shop);
        const { number } = await audience.load(account.id, path.follower);
        return { message: await distribution.say(account.id, number, body.text) };
      },
    ),
    route<unknown, unknown, { shop: string; media: string }>(
      {
        method: 'GET',
        path: '/shops/:shop/media/:media',
        summary: 'A picture of a message, for as long as it is kept',
        roles: mayLook,
        params: mediaPath,
        answer: { type: 'string' },
        failures: { 404: 'There is no such shop or picture' },
      },
      async ({ path }) => {
        const { account } = await shopBy(services, path.shop);
        const { contentType, bytes } = await media.read(account.id, path.media);
        if (!contentType.startsWith('image/')) throw new Refused(404, 'not-a-picture', 'this medium is no picture');
        return new Bytes(contentType, bytes);
      },
    ),
  ];
}
