// A picture of a library is in use while a card, a page or a task shows it, and not a moment longer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/kernel/clock.js';
import {
  picture,
  pictureOf,
  type SpaceClient,
  spaceClient,
} from '../conformance/picture-space/support/space-client.js';
import { type CardClient, cardClient, cashCard } from '../conformance/wechat-mp/support/cards.js';
import { cutoutTask, payClient, tasksPath, untilEnded } from '../support/pay-client.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let space: SpaceClient;
let cards: CardClient;
const clock = new ManualClock(Date.now());
beforeAll(async () => {
  server = await startTestServer({ clock });
  space = spaceClient(server);
  cards = await cardClient(server);
});
afterAll(() => server.close());

interface Stored {
  readonly id: string;
  readonly url: string;
}
async function stored(): Promise<Stored> {
  const made = pictureOf(await space.upload(await picture()));
  return { id: String(made.picture_id), url: made.picture_path };
}
const inUse = async ({ id }: Stored): Promise<unknown> =>
  (await space.call('isreferenced', { picture_id: id })).json.data?.picture_isreferenced_get_response;
const usesOf = async ({ id }: Stored): Promise<unknown> =>
  (await space.call('referenced', { picture_id: id })).json.data?.picture_referenced_get_response;

describe('a picture of a library', () => {
  it('is used by the card that shows it, until the card shows another or is deleted', async () => {
    const [logo, other] = [await stored(), await stored()];
    expect([await inUse(logo), await usesOf(logo)]).toEqual([{ is_referenced: false }, { references: {} }]);
    const card = await cards.create(cashCard({ logo_url: logo.url }));
    const twin = await cards.create(cashCard({ logo_url: `${logo.url}_240x240.jpg` }));
    expect(await inUse(logo)).toEqual({ is_referenced: true });
    expect(await usesOf(logo)).toEqual({
      references: {
        reference_detail: [card, twin].sort().map((name) => ({ reference_type: 'coupon', name, address: '' })),
      },
    });
    const listed = (await space.call('get', { picture_id: logo.id })).text;
    expect(listed).toContain('"referenced":true');
    const change = { card_id: card, cash: { base_info: { logo_url: other.url } } };
    expect(await cards.call('/card/update', change)).toMatchObject({ errcode: 0 });
    expect([await inUse(logo), await inUse(other)]).toEqual([{ is_referenced: true }, { is_referenced: true }]);
    expect(await cards.call('/card/delete', { card_id: twin })).toMatchObject({ errcode: 0 });
    expect([await inUse(logo), await inUse(other)]).toEqual([{ is_referenced: false }, { is_referenced: true }]);
  });

  it('is used by the landing page that shows it', async () => {
    const [banner, thumb] = [await stored(), await stored()];
    const card_id = await cards.create();
    const page = {
      banner: banner.url,
      page_title: '惠城优惠大派送',
      can_share: true,
      scene: 'SCENE_NEAR_BY',
      card_list: [{ card_id, thumb_url: thumb.url }],
    };
    expect(await cards.call('/card/landingpage/create', page)).toMatchObject({ errcode: 0 });
    for (const each of [banner, thumb]) {
      expect(await usesOf(each)).toMatchObject({ references: { reference_detail: [{ reference_type: 'page' }] } });
    }
  });

  it('is used by the task that reads it while the task has not ended', async () => {
    const source = await stored();
    const { wechatPay } = server.sandbox;
    const client = payClient(server.baseUrl, wechatPay);
    expect((await client.post(tasksPath, cutoutTask(wechatPay, 'picture_use_1', source.url))).status).toBe(200);
    // The matte alone takes a hundred times as long as this question.
    expect(await usesOf(source)).toMatchObject({ references: { reference_detail: [{ reference_type: 'task' }] } });
    expect(await untilEnded(client, wechatPay, 'picture_use_1', 'CUT_OUT')).toMatchObject({ task_id: 'picture_use_1' });
    expect(await inUse(source)).toEqual({ is_referenced: false });
  });

  it('stays in the bin while a card shows it', async () => {
    const [logo, unused] = [await stored(), await stored()];
    const card_id = await cards.create(cashCard({ logo_url: logo.url }));
    expect((await space.call('delete', { picture_ids: `${logo.id},${unused.id}` })).json.code).toBe(0);
    clock.advance(8 * 24 * 3_600_000);
    const binned =
      ({ id }: Stored) =>
      async () =>
        (await space.call('get', { picture_id: id, deleted: 'deleted' })).text;
    // The one that nothing shows went in its turn, after the card's had had its own.
    await expect.poll(binned(unused), { timeout: 10_000 }).toContain('"totalResults":0');
    expect(await binned(logo)()).toContain('"totalResults":1');
    expect(await cards.call('/card/delete', { card_id })).toMatchObject({ errcode: 0 });
    clock.advance(2 * 24 * 3_600_000);
    await expect.poll(binned(logo), { timeout: 10_000 }).toContain('"totalResults":0');
  });
});
