// The studio: campaigns from photos, their steps done again, a live account of how they stand, previews of coupons.
// Must not hold rules; the campaigns domain does the work.
import type { Campaign, StepName, StepSettings } from '../../../domain/campaigns/index.js';
import { stepNames } from '../../../domain/campaigns/index.js';
import type { RoomServices } from '../../room.js';
import { beforeSchema, nextOf, placeOf } from '../cursor.js';
import { Refused } from '../envelope.js';
import { answered, Bytes, type Call, type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { campaignSchema, couponSchema, idPath, settingsSchemas } from './schema.js';

const mostPhotoBytes = 20 * 1024 * 1024;
/** How often (ms) a stream looks for news: soon while something runs, seldom otherwise. */
const lookWhileRunning = 150;
const lookAtRest = 1_000;
/** A stream ends after this time (ms); the browser opens it again by itself. */
const longestStream = 10 * 60_000;

export function studioRoutes({ campaigns, imaging, pictures }: RoomServices): Route[] {
  const shown = ({ accountId: _, photo, steps, ...rest }: Campaign) => {
    const withUrl = (picture: Campaign['photo']) => ({ ...picture, url: pictures.publicUrl(picture) });
    return {
      ...rest,
      photo: withUrl(photo),
      steps: steps.map((step) => ({ ...step, pictures: step.pictures.map(withUrl) })),
    };
  };
  const photoIn = (body: unknown): Buffer => {
    if (!Buffer.isBuffer(body) || body.length === 0) throw new Refused(400, 'invalid', 'the body must be a picture');
    return body;
  };
  const unknown = { 404: 'There is no such campaign' };

  const orders = stepNames.map((name) =>
    route<StepSettings[StepName], unknown, { id: string }>(
      {
        method: 'PUT',
        path: `/campaigns/:id/steps/${name}`,
        summary: `Do the step "${name}" of a campaign again, with these settings`,
        roles: mayChange,
        params: idPath,
        body: settingsSchemas[name] as Record<string, unknown>,
        answer: campaignSchema,
        failures: unknown,
      },
      async ({ user, path, body }) => shown(await campaigns.order(user.id, path.id, name, body)),
    ),
  );

  return [
    route<Buffer, { name?: string }>(
      {
        method: 'POST',
        path: '/campaigns',
        summary: 'Begin a campaign from a product photo (the body): every step is done at once',
        roles: mayChange,
        rawBody: true,
        bodyLimit: mostPhotoBytes,
        query: { type: 'object', properties: { name: { type: 'string', maxLength: 40 } } },
        answer: campaignSchema,
        failures: { 413: 'The photo has more than 20 MB or 50 megapixels' },
      },
      async ({ user, body, query }) => shown(await campaigns.begin(user.id, photoIn(body), query.name ?? '')),
    ),
    route<unknown, { limit?: number; before?: string }>(
      {
        method: 'GET',
        path: '/campaigns',
        summary: 'Campaigns, last changed first',
        roles: mayLook,
        query: {
          type: 'object',
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 100 },
            before: beforeSchema,
          },
        },
        answer: {
          type: 'object',
          properties: { campaigns: { type: 'array', items: campaignSchema }, next: { type: ['string', 'null'] } },
        },
        failures: {},
      },
      async ({ user, query: { limit = 24, before } }) => {
        const found = await campaigns.list(user.id, limit, placeOf(before) ?? undefined);
        return {
          campaigns: found.map(shown),
          next: nextOf(found, limit, ({ updatedAt, id }) => ({ time: updatedAt, id })),
        };
      },
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'GET',
        path: '/campaigns/:id',
        summary: 'One campaign',
        roles: mayLook,
        params: idPath,
        answer: campaignSchema,
        failures: unknown,
      },
      async ({ user, path }) => shown(await campaigns.get(user.id, path.id)),
    ),
    route<{ name: string }, unknown, { id: string }>(
      {
        method: 'PATCH',
        path: '/campaigns/:id',
        summary: 'Rename a campaign',
        roles: mayChange,
        params: idPath,
        body: {
          type: 'object',
          required: ['name'],
          additionalProperties: false,
          properties: { name: { type: 'string', minLength: 1, maxLength: 40 } },
        },
        answer: campaignSchema,
        failures: unknown,
      },
      async ({ user, path, body }) => shown(await campaigns.rename(user.id, path.id, body.name)),
    ),
    ...orders,
    route<Buffer, unknown, { id: string }>(
      {
        method: 'POST',
        path: '/campaigns/:id/cutout',
        summary: 'Take a cut-out that was mended by hand (a PNG in the body) instead of the engine’s',
        roles: mayChange,
        rawBody: true,
        bodyLimit: mostPhotoBytes,
        params: idPath,
        answer: campaignSchema,
        failures: unknown,
      },
      async ({ user, path, body }) => shown(await campaigns.repairCutout(user.id, path.id, photoIn(body))),
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'GET',
        path: '/campaigns/:id/events',
        summary: 'Server-sent events: the campaign, now and at every change',
        roles: mayLook,
        params: idPath,
        answer: { type: 'string' },
        failures: unknown,
      },
      (call) => stream(call, async () => shown(await campaigns.get(call.user.id, call.path.id))),
    ),
    route<Buffer>(
      {
        method: 'POST',
        path: '/codes/read',
        summary: 'The texts of the codes in a picture (the body): what a phone’s camera would read',
        roles: mayLook,
        rawBody: true,
        bodyLimit: mostPhotoBytes,
        answer: { type: 'object', properties: { texts: { type: 'array', items: { type: 'string' } } } },
        failures: { 413: 'The picture has more than 20 MB or 50 megapixels' },
      },
      async ({ body }) => {
        const image = photoIn(body);
        imaging.check(image);
        const { codes } = await imaging.readCodes(image);
        return { texts: codes.map(({ text }) => text) };
      },
    ),
    route<Parameters<typeof imaging.composeCoupon>[0]>(
      {
        method: 'POST',
        path: '/previews/coupon',
        summary: 'A coupon header image as it would be, 540×540 PNG. Nothing is stored',
        roles: mayLook,
        body: couponSchema,
        answer: { type: 'string' },
        failures: {},
      },
      async ({ body }) => new Bytes('image/png', await imaging.composeCoupon(body, 540)),
    ),
  ];
}

type Shown = { readonly updatedAt: number; readonly steps: readonly { readonly state: string }[] };

/** Streams `look` as server-sent events: at once, and whenever it has changed. */
async function stream(call: Call<unknown, unknown, { id: string }>, look: () => Promise<Shown>): Promise<object> {
  const first = await look();
  const { raw } = call.request;
  const response = call.takeOver();
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const end = setTimeout(() => response.end(), longestStream);
  const stop = () => {
    clearTimeout(timer);
    clearTimeout(end);
  };
  raw.socket.once('close', stop);
  response.once('close', stop);
  const show = (campaign: Shown) => {
    const text = JSON.stringify(campaign);
    if (text !== last) response.write(`data: ${text}\n\n`);
    last = text;
    const busy = campaign.steps.some(({ state }) => state === 'waiting' || state === 'running');
    timer = setTimeout(
      () => {
        look().then(show, () => response.end());
      },
      busy ? lookWhileRunning : lookAtRest,
    );
  };
  show(first);
  return answered;
}
