// This room's part of the demo: upload → cut-out → header image → callback received and verified, as any client would do it.
// Must not reach into the server; it speaks HTTP to it like everybody else.
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DemoTools, RoomDemo } from '../../room.js';
import { type Answer, Client, keyFromPem } from './client.js';

const root = '/v3/marketing/partner/product-coupon';
const tasks = `${root}/image-generation-tasks`;
/** A cut-out on a busy machine, queue included (ms). */
const patienceMs = 120_000;

/** Offers a merchant might run, one per photo in turn. */
const offers = [
  {
    scope: 'ALL',
    type: 'NORMAL',
    normal_coupon: { threshold: 10_000, discount_amount: 2_000 },
    background_color: '#E8451E',
  },
  {
    scope: 'SINGLE',
    type: 'EXCHANGE',
    exchange_coupon: { threshold: 0, exchange_price: 990 },
    background_color: '#0B6E4F',
  },
  { scope: 'ALL', type: 'DISCOUNT', discount_coupon: { threshold: 0, percent_off: 15 }, background_color: '#1D3557' },
  {
    scope: 'CATEGORY',
    type: 'NORMAL',
    normal_coupon: { threshold: 0, discount_amount: 1_990 },
    background_color: '#F4C95D',
  },
  {
    scope: 'CATEGORY',
    type: 'DISCOUNT',
    discount_coupon: { threshold: 19_900, percent_off: 20 },
    background_color: '#6D3BD1',
  },
  {
    scope: 'SINGLE',
    type: 'NORMAL',
    normal_coupon: { threshold: 29_900, discount_amount: 5_000 },
    background_color: '#F7D9D0',
  },
] as const;

function expectOk(answer: Answer, what: string): Record<string, unknown> {
  if (answer.status !== 200) throw new Error(`${what}: HTTP ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as Record<string, unknown>;
}

async function connect({ baseUrl, section }: DemoTools): Promise<Client> {
  const file = (name: string): Promise<string> => readFile(String(section[name]), 'utf8');
  return new Client({
    baseUrl,
    mchid: String(section.mchid),
    serial: String(section.merchantSerial),
    privateKey: createPrivateKey(await file('merchantPrivateKeyFile')),
    apiV3Key: String(section.apiV3Key),
    serverKeys: new Map([
      [String(section.platformSerial), keyFromPem(await file('platformCertificateFile'))],
      [String(section.publicKeyId), keyFromPem(await file('publicKeyFile'))],
    ]),
  });
}

export const demo: RoomDemo = async (tools) => {
  const client = await connect(tools);
  const brand = String(tools.section.brandId);
  expectOk(await client.post(`${root}/notify-configs`, { notify_url: tools.receiver.url }), 'set the callback address');

  /** Submits a task and waits for its callback; the picture and how long it took. */
  async function generate(id: string, type: 'CUT_OUT' | 'COMBINE_IMAGE', block: Record<string, unknown>) {
    const began = performance.now();
    const submitted = await client.post(tasks, { brand_id: brand, task_id: id, image_generation_type: type, ...block });
    expectOk(submitted, `submit ${id}`);
    let plain: Record<string, unknown> = {};
    const heard = await tools.receiver.next((request) => {
      plain = client.openCallback(request.headers, request.body);
      return plain.task_id === id;
    }, patienceMs);
    if (plain.task_state !== 'SUCCESS') throw new Error(`${id} ended as ${String(plain.task_state)}`);
    const asked = expectOk(
      await client.get(`${tasks}/${id}?brand_id=${brand}&image_generation_type=${type}`),
      `query ${id}`,
    );
    const result = asked[type === 'CUT_OUT' ? 'cut_out_result' : 'combine_image_result'] as { image_url: string };
    const picture = await fetch(result.image_url);
    if (!picture.ok) throw new Error(`${result.image_url}: HTTP ${picture.status}`);
    const { id: notice, event_type } = JSON.parse(heard.body) as { id: string; event_type: string };
    return {
      bytes: new Uint8Array(await picture.arrayBuffer()),
      facts: {
        task_id: id,
        task_state: String(asked.task_state),
        callback: `${event_type}, signature verified`,
        notice,
        ms: Math.round(performance.now() - began),
      },
    };
  }

  return async (album) => {
    const uploaded = expectOk(
      await client.upload(`${root}/media/upload-image`, `${album.name}.jpg`, album.photo),
      'upload',
    );
    const source = String(uploaded.image_url);
    await album.add({ title: '上传商品图 · upload', facts: { bytes: album.photo.length, image_url: source } });

    const cutout = await generate(`demo_cutout_${album.index}`, 'CUT_OUT', { cut_out: { image_url: source } });
    await album.add({
      title: '抠图 · CUT_OUT',
      facts: cutout.facts,
      picture: { file: 'cutout.png', bytes: cutout.bytes, transparent: true },
    });

    const offer = offers[album.index % offers.length] ?? offers[0];
    const usage = album.index % 3 === 2 ? 'PROGRESSIVE_BUNDLE' : 'SINGLE';
    const header = await generate(`demo_header_${album.index}`, 'COMBINE_IMAGE', {
      combine_image: { usage_mode: usage, ...offer },
    });
    await album.add({
      title: '券头图 · COMBINE_IMAGE',
      facts: header.facts,
      picture: { file: 'header.png', bytes: header.bytes },
    });
  };
};
