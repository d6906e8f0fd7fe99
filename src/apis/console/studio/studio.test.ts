import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';
import { layoutNames } from '../../../engines/compose/spec.js';
import { layouts } from './schema.js';

interface Picture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly role: string;
}
interface Shown {
  readonly id: string;
  readonly name: string;
  readonly photo: Picture;
  readonly steps: readonly {
    readonly name: string;
    readonly state: string;
    readonly settings: object;
    readonly pictures: readonly Picture[];
    readonly error: string | null;
    readonly version: number;
  }[];
}

// Every campaign is cut out twice, cropped, painted and composed; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let server: TestServer;
let authorization: string;
let photo: Buffer;
beforeAll(async () => {
  server = await startTestServer();
  authorization = server.authorization;
  photo = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><defs><radialGradient id="g" cx="40%" cy="35%">
       <stop offset="0" stop-color="#ffb0a0"/><stop offset="1" stop-color="#b00018"/></radialGradient></defs>
       <rect width="640" height="480" fill="#eef0f2"/><circle cx="300" cy="250" r="130" fill="url(#g)"/></svg>`,
    ),
  )
    .jpeg()
    .toBuffer();
});
afterAll(() => server.close());

const ask = (method: string, path: string, body?: unknown, type = 'application/json') =>
  fetch(`${server.baseUrl}/api${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined
      ? {}
      : { body: type === 'application/json' ? JSON.stringify(body) : (body as Uint8Array | string) }),
  });

const begin = async (name = 'ball') =>
  (await ask('POST', `/campaigns?name=${name}`, photo, 'image/jpeg')).json() as Promise<Shown>;

/** Reads the live account until it shows what is waited for. */
async function until(id: string, wanted: (campaign: Shown) => boolean): Promise<Shown> {
  const answer = await ask('GET', `/campaigns/${id}/events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const campaign = JSON.parse(event.replace(/^data: /, '')) as Shown;
      if (wanted(campaign)) return campaign;
    }
  }
  throw new Error('the stream ended');
}

const stepOf = (campaign: Shown, name: string) => {
  const step = campaign.steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(name);
  return step;
};
const settled = (campaign: Shown, names: readonly string[]) =>
  names.every((name) => ['done', 'failed'].includes(stepOf(campaign, name).state));

describe('the studio', () => {
  it('makes a cut-out, crops and a coupon image from one photo, and tells of each as it is done', async () => {
    const { id, photo: stored } = await begin();
    expect(stored).toMatchObject({ width: 640, height: 480 });
    const done = await until(id, (campaign) => settled(campaign, ['cutout', 'crops', 'coupon']));
    expect(stepOf(done, 'cutout')).toMatchObject({ state: 'done', error: null });
    expect(
      stepOf(done, 'crops').pictures.map(({ role, width, height }) => [role, (width / height).toFixed(1)]),
    ).toEqual([
      ['1.0000', '1.0'],
      ['2.3500', '2.4'],
      ['0.7500', '0.8'],
    ]);
    const [cutout] = stepOf(done, 'cutout').pictures;
    const bytes = await (await fetch(cutout?.url ?? '')).arrayBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true, width: 1080 });
  });

  it('does a step again with new settings and leaves the others as they were', async () => {
    const { id } = await begin();
    const before = await until(id, (campaign) => settled(campaign, ['cutout', 'crops', 'coupon']));
    await ask('PUT', `/campaigns/${id}/steps/crops`, { ratios: [2], focus: { x: 0.1, y: 0.5 } });
    const after = await until(id, (campaign) => stepOf(campaign, 'crops').pictures.length === 1);
    expect(stepOf(after, 'crops').pictures[0]).toMatchObject({ role: '2.0000' });
    expect(stepOf(after, 'cutout')).toEqual(stepOf(before, 'cutout'));
    expect(stepOf(after, 'coupon')).toEqual(stepOf(before, 'coupon'));
  });

  it('takes a cut-out that somebody mended', async () => {
    const { id } = await begin();
    const mended = await sharp({ create: { width: 90, height: 80, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    await ask('POST', `/campaigns/${id}/cutout`, mended, 'image/png');
    const done = await until(id, (campaign) => stepOf(campaign, 'cutout').pictures[0]?.width === 90);
    expect(stepOf(done, 'cutout').state).toBe('done');
  });

  it('says why a step failed, and does not hold up the rest', async () => {
    const blank = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const { id } = (await (await ask('POST', '/campaigns', blank, 'image/png')).json()) as Shown;
    const done = await until(id, (campaign) => settled(campaign, ['cutout', 'crops', 'coupon']));
    expect(stepOf(done, 'cutout')).toMatchObject({ state: 'failed', error: 'NO_SUBJECT' });
    expect(stepOf(done, 'coupon').state).toBe('done');
  });

  it('refuses what is no picture, settings that make no sense, and campaigns that do not exist', async () => {
    expect((await ask('POST', '/campaigns', 'text', 'image/jpeg')).status).toBe(400);
    const { id } = await begin();
    expect((await ask('PUT', `/campaigns/${id}/steps/crops`, { ratios: [] })).status).toBe(400);
    expect((await ask('PUT', `/campaigns/${id}/steps/coupon`, { offer: { kind: 'amount-off' } })).status).toBe(400);
    expect((await ask('GET', '/campaigns/00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it('lists campaigns, last changed first, and renames them', async () => {
    const { id } = await begin('first');
    await until(id, (campaign) => settled(campaign, ['cutout', 'crops', 'coupon']));
    const renamed = await ask('PATCH', `/campaigns/${id}`, { name: '茶壶' });
    expect(await renamed.json()).toMatchObject({ id, name: '茶壶' });
    const { campaigns } = (await (await ask('GET', '/campaigns?limit=2')).json()) as { campaigns: Shown[] };
    expect(campaigns[0]).toMatchObject({ id, name: '茶壶' });
  });

  it('shows a coupon image before it is ordered', async () => {
    const answer = await ask('POST', '/previews/coupon', {
      offer: { kind: 'percent-off', thresholdFen: 10_000, percentOff: 15 },
      scope: 'all',
      usage: 'single',
      brandName: '小满茶铺',
      seed: '1',
    });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(await sharp(await answer.arrayBuffer()).metadata()).toMatchObject({ width: 540, height: 540 });
  });

  it('knows the engine’s layouts', () => {
    expect(layouts).toEqual(layoutNames);
  });

  it('takes many photos at once, notes which failed and why, and hands the results out as one archive', async () => {
    const begun = (await (await ask('POST', '/batches', { name: '秋季 上新', total: 3 })).json()) as { id: string };
    const add = async (position: number, query: string, body?: Buffer) =>
      (
        await ask('POST', `/batches/${begun.id}/photos?position=${position}&${query}`, body, 'image/jpeg')
      ).json() as Promise<{ campaign: Shown | null; error: string | null }>;
    const good = await add(0, 'name=ball&brand=Tuquan&amountFen=500&thresholdFen=2000', photo);
    expect(stepOf(good.campaign as Shown, 'coupon').settings).toMatchObject({
      brandName: 'Tuquan',
      offer: { kind: 'amount-off', thresholdFen: 2_000, amountFen: 500 },
    });
    expect(await add(1, 'name=text', Buffer.from('no picture'))).toEqual({ campaign: null, error: 'BAD_IMAGE' });
    expect((await add(2, 'name=gone&url=http%3A%2F%2F127.0.0.1%3A9%2Fa.jpg', undefined)).error).toBe('SOURCE_FAILED');
    expect((await ask('POST', `/batches/${begun.id}/photos?position=3&name=x`, photo, 'image/jpeg')).status).toBe(400);
    await until((good.campaign as Shown).id, (campaign) =>
      settled(campaign, ['cutout', 'crops', 'background', 'poster', 'coupon']),
    );
    const shown = (await (await ask('GET', `/batches/${begun.id}`)).json()) as {
      items: { name: string; state: string; error: string | null }[];
    };
    expect(shown.items.map(({ name, state, error }) => [name, state, error])).toEqual([
      ['ball', 'done', null],
      ['text', 'failed', 'BAD_IMAGE'],
      ['gone', 'failed', 'SOURCE_FAILED'],
    ]);
    const answer = await ask('GET', `/batches/${begun.id}/results.zip`);
    expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('秋季 上新.zip'));
    const archive = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    for (const name of ['ball/cutout.png', 'ball/coupon.png', 'ball/poster.', 'failed.csv']) {
      expect(archive, name).toContain(name);
    }
    expect(archive).toContain('"2","text","BAD_IMAGE"');
  });
});
