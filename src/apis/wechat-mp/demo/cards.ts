// The demo's cards: each photo's offer becomes a card with imported codes, a QR code and a shelf; two followers claim, one
// redeems, and the merchant's message server hears of it.
// Must not reach into the server; it speaks HTTP to it like everybody else.
import sharp from 'sharp';
import type { DemoAlbum, DemoTools } from '../../room.js';
import { startMessageServer } from './message-server.js';

type Json = Record<string, unknown>;

const offers = [
  { title: '20元代金券', notice: '结账前出示', color: 'Color010', least: 10_000, reduce: 2_000 },
  { title: '30元代金券', notice: '向店员出示此券', color: 'Color030', least: 15_000, reduce: 3_000 },
  { title: '50元代金券', notice: '使用时出示', color: 'Color100', least: 20_000, reduce: 5_000 },
] as const;
const codesPerCard = 20;
/** Where the two followers come from. */
const channels = ['poster-7', 'shelf'] as const;

async function answerOf(response: Response): Promise<Json> {
  const answer = (await response.json()) as Json;
  if (response.status !== 200 || (answer.errcode ?? 0) !== 0)
    throw new Error(`${response.url}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Makes the accounts' side ready, and returns what is done with each photo. */
export async function cardDemo({
  baseUrl,
  section,
  operator,
}: DemoTools): Promise<(album: DemoAlbum) => Promise<void>> {
  const appid = String(section.appid);
  const text = (name: string): string => String(section[name]);
  const query = new URLSearchParams({ grant_type: 'client_credential', appid, secret: text('secret') });
  const { access_token: token } = await answerOf(await fetch(`${baseUrl}/cgi-bin/token?${query}`));
  const call = async (path: string, body: Json): Promise<Json> =>
    answerOf(await fetch(`${baseUrl}${path}?access_token=${token}`, { method: 'POST', body: JSON.stringify(body) }));
  // What a merchant does by hand in the vendor's console, the operator of this server does through its own API.
  const authorization = `Basic ${Buffer.from(`${operator.user}:${operator.password}`).toString('base64')}`;
  const operate = async (method: string, path: string, body: Json): Promise<Json> =>
    answerOf(await fetch(`${baseUrl}/api${path}`, { method, headers: { authorization }, body: JSON.stringify(body) }));

  const merchant = await startMessageServer({ appid, token: text('token'), encodingAesKey: text('encodingAesKey') });
  await operate('PUT', `/accounts/app/${appid}/message-server`, { url: merchant.url, style: 'safe' });
  const followers = section.followers as readonly { openid: string }[];

  async function upload(picture: Uint8Array): Promise<string> {
    const form = new FormData();
    form.set('buffer', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'logo.png');
    const url = `${baseUrl}/cgi-bin/media/uploadimg?access_token=${token}`;
    return String((await answerOf(await fetch(url, { method: 'POST', body: form }))).url);
  }

  async function card(album: DemoAlbum, logo: string): Promise<string> {
    const { title, notice, color, least, reduce } = offers[album.index % offers.length] ?? offers[0];
    const base = {
      logo_url: logo,
      code_type: 'CODE_TYPE_QRCODE',
      brand_name: '图券示范店',
      title,
      notice,
      color,
      description: '每人限领一张，不与其他优惠同享。',
      date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
      sku: { quantity: 0 },
      get_limit: 1,
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    };
    const cash = { base_info: base, least_cost: least, reduce_cost: reduce };
    const { card_id: cardId } = await call('/card/create', { card: { card_type: 'CASH', cash } });
    await merchant.next((event) => event.field('Event') === 'card_pass_check' && event.field('CardId') === cardId);
    return String(cardId);
  }

  /** One follower claims, and the merchant hears of it. */
  async function claimed(cardId: string, index: number, ticket?: string): Promise<{ code: string; xml: string }> {
    const openid = followers[index]?.openid ?? '';
    const body = { card_id: cardId, openid, outer_str: channels[index], ...(ticket === undefined ? {} : { ticket }) };
    const code = String((await operate('POST', '/claims', body)).code);
    const { xml } = await merchant.next(
      (event) => event.field('Event') === 'user_get_card' && event.field('UserCardCode') === code,
    );
    return { code, xml };
  }

  return async (album) => {
    const logo = await sharp(album.photo).autoOrient().resize(300, 300, { fit: 'cover' }).png().toBuffer();
    const logoUrl = await upload(logo);
    const cardId = await card(album, logoUrl);
    const codes = Array.from(
      { length: codesPerCard },
      (_, at) => `TQ${album.index}-${String(at + 1).padStart(4, '0')}`,
    );
    const { succ_code: imported } = await call('/card/code/deposit', { card_id: cardId, code: codes });
    await call('/card/modifystock', { card_id: cardId, increase_stock_value: codesPerCard });
    const qr = await call('/card/qrcode/create', {
      action_name: 'QR_CARD',
      action_info: { card: { card_id: cardId, outer_str: channels[0] } },
    });
    const shelf = await call('/card/landingpage/create', {
      banner: logoUrl,
      page_title: '图券示范店',
      can_share: true,
      scene: 'SCENE_H5',
      card_list: [{ card_id: cardId, thumb_url: logoUrl }],
    });
    const first = await claimed(cardId, 0, String(qr.ticket));
    const second = await claimed(cardId, 1);
    await call('/card/code/consume', { card_id: cardId, code: first.code });
    const consumed = await merchant.next(
      (event) => event.field('Event') === 'user_consume_card' && event.field('CardId') === cardId,
    );

    const counts = channels.map((channel) => {
      const heard = merchant.events.filter(
        (event) =>
          event.field('Event') === 'user_get_card' &&
          event.field('CardId') === cardId &&
          event.field('OuterStr') === channel,
      );
      return [`渠道 ${channel}`, heard.length] as const;
    });
    const picture = Buffer.from(await (await fetch(String(qr.show_qrcode_url))).arrayBuffer());
    await album.add({
      title: '微信卡券 · card',
      facts: {
        card_id: cardId,
        导入: (imported as string[]).length,
        货架: String(shelf.url),
        领取: `${first.code}, ${second.code}`,
        核销: first.code,
        ...Object.fromEntries(counts),
        user_get_card: first.xml,
        user_consume_card: consumed.xml,
      },
      picture: { file: 'card-qrcode.jpg', bytes: picture },
    });
  };
}
