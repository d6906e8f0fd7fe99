// The studio for many photos at once: a batch is begun, photos are added one by one, results are taken as one archive.
// Must not do a step, nor decide what is wrong with a photo; the campaigns domain does.
import type { Batch, Campaign, FirstSettings } from '../../../domain/campaigns/index.js';
import { type ZipEntry, zipOf } from '../../../kernel/zip.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { answered, type Route, route } from '../gate.js';
import { mayChange, mayLook } from '../roles.js';
import { idPath } from './schema.js';

const mostPhotos = 1_000;
const mostPhotoBytes = 20 * 1024 * 1024;
const object = { type: 'object' };
const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });
const fen = { type: 'integer', minimum: 0, maximum: 100_000_000 };

interface PhotoQuery {
  readonly position: number;
  readonly name: string;
  readonly url?: string;
  readonly brand?: string;
  readonly prompt?: string;
  readonly style?: string;
  readonly thresholdFen?: number;
  readonly amountFen?: number;
  readonly percentOff?: number;
}

function settingsOf({ brand, prompt, style, thresholdFen = 0, amountFen, percentOff }: PhotoQuery): FirstSettings {
  const offer =
    amountFen !== undefined
      ? ({ kind: 'amount-off', thresholdFen, amountFen } as const)
      : percentOff !== undefined
        ? ({ kind: 'percent-off', thresholdFen, percentOff } as const)
        : undefined;
  return {
    background: { ...(prompt ? { prompt } : {}), ...(style ? { style } : {}) },
    coupon: { ...(brand ? { brandName: brand } : {}), ...(offer ? { offer } : {}) },
  };
}

/** A name no file system stumbles over. */
const fileName = (name: string): string =>
  name
    .replace(/[\\/:*?"<>|\p{C}]/gu, '-')
    .replace(/^\.+/, '')
    .trim()
    .slice(0, 80) || 'photo';

const cell = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;

export function batchRoutes({ campaigns, imaging, pictures, clock }: RoomServices): Route[] {
  const { batches } = campaigns;
  const unknown = { 404: 'There is no such batch' };

  /** Every picture of every campaign that came to an end, photo by photo, and last what failed and why. */
  async function* resultsOf(accountId: string, batch: Batch): AsyncGenerator<ZipEntry> {
    const used = new Set<string>();
    for (const { name, campaign: id, position } of batch.items) {
      if (id === null) continue;
      let folder = fileName(name);
      if (used.has(folder)) folder = `${folder}-${position + 1}`;
      used.add(folder);
      const campaign: Campaign = await campaigns.get(accountId, id);
      for (const step of campaign.steps) {
        if (step.state !== 'done') continue;
        for (const { id: pictureId, format, role } of step.pictures) {
          const picture = await pictures.find(pictureId);
          if (picture === null) continue;
          const pieces: Uint8Array[] = [];
          for await (const piece of await pictures.read(picture)) pieces.push(piece);
          const ending = format === 'jpeg' ? 'jpg' : format;
          const file = `${step.name}${role === '' ? '' : `-${fileName(role)}`}.${ending}`;
          yield { name: `${folder}/${file}`, bytes: Buffer.concat(pieces), at: campaign.updatedAt };
        }
      }
    }
    const failures = batch.items.filter(({ state }) => state === 'failed');
    const lines = failures.map(({ position, name, error }) => [position + 1, name, error ?? ''].map(cell).join(','));
    const report = `\uFEFFnumber,photo,reason\r\n${lines.map((line) => `${line}\r\n`).join('')}`;
    yield { name: 'failed.csv', bytes: Buffer.from(report), at: clock.now() };
  }

  return [
    route<{ name: string; total: number }>(
      {
        method: 'POST',
        path: '/batches',
        summary: 'Begin a batch of photos',
        roles: mayChange,
        body: {
          type: 'object',
          required: ['name', 'total'],
          additionalProperties: false,
          properties: { name: text(60, 1), total: { type: 'integer', minimum: 1, maximum: mostPhotos } },
        },
        answer: object,
        failures: {},
      },
      async ({ user, body }) => batches.begin(user.id, body.name, body.total),
    ),
    route(
      {
        method: 'GET',
        path: '/batches',
        summary: 'Batches, newest first',
        roles: mayLook,
        answer: object,
        failures: {},
      },
      async ({ user }) => ({ batches: await batches.list(user.id, 50) }),
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'GET',
        path: '/batches/:id',
        summary: 'How far a batch has come, and what failed',
        roles: mayLook,
        params: idPath,
        answer: object,
        failures: unknown,
      },
      async ({ user, path }) => batches.get(user.id, path.id),
    ),
    route<Buffer, PhotoQuery, { id: string }>(
      {
        method: 'POST',
        path: '/batches/:id/photos',
        summary: 'Add a photo (the body, or the address in `url`); one that is no picture is noted, the others go on',
        roles: mayChange,
        rawBody: true,
        bodyLimit: mostPhotoBytes,
        params: idPath,
        query: {
          type: 'object',
          required: ['position', 'name'],
          properties: {
            position: { type: 'integer', minimum: 0, maximum: mostPhotos - 1 },
            name: text(80, 1),
            url: text(2048, 1),
            brand: text(20),
            prompt: text(100),
            style: text(20),
            thresholdFen: fen,
            amountFen: { ...fen, minimum: 1 },
            percentOff: { type: 'integer', minimum: 1, maximum: 99 },
          },
        },
        answer: object,
        failures: { ...unknown, 413: 'The photo has more than 20 MB' },
      },
      async ({ user, path, query, body }) => {
        const sent = Buffer.isBuffer(body) && body.length > 0;
        if (!sent && query.url === undefined) throw new Refused(400, 'invalid', 'the body must be a picture');
        return batches.add(user.id, path.id, {
          position: query.position,
          name: query.name,
          begin: async () => {
            const photo = sent ? body : await imaging.fetch(query.url ?? '', mostPhotoBytes);
            return campaigns.begin(user.id, photo, query.name.slice(0, 40), settingsOf(query));
          },
        });
      },
    ),
    route<unknown, unknown, { id: string }>(
      {
        method: 'GET',
        path: '/batches/:id/results.zip',
        summary: 'Every result of a batch and the list of what failed, as a ZIP archive',
        roles: mayLook,
        params: idPath,
        answer: { type: 'string' },
        failures: unknown,
      },
      async (call) => {
        const batch = await batches.get(call.user.id, call.path.id);
        const response = call.takeOver();
        response.writeHead(200, {
          'Content-Type': 'application/zip',
          'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${fileName(batch.name)}.zip`)}`,
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
        });
        try {
          for await (const piece of zipOf(resultsOf(call.user.id, batch))) {
            if (response.destroyed) break;
            if (!response.write(piece)) {
              await new Promise<void>((resolve) => {
                response.once('drain', resolve);
                response.once('close', resolve);
              });
            }
          }
          response.end();
        } catch {
          // The head is out: a broken connection is all that can still be said.
          response.destroy();
        }
        return answered;
      },
    ),
  ];
}
