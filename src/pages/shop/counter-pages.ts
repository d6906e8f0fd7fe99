// The redemption page of shop staff. Whoever has its address may redeem: it is a secret, and leaves no trace in other sites' logs.
// Must not decide whether a copy is good; the coupon domain does.
import { readMultipart } from '../../http/multipart.js';
import { redirectAnswer } from '../../http/page.js';
import { type ExactAnswer, type HttpRequest, rawBody } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import { refusalText, type Shop, type ShopParts, shopOf, shownOffer } from './parts.js';
import { formOf, queryOf, type Serve } from './respond.js';
import { type CounterPage, checkPage, counterPage, redeemedPage } from './views/counter.js';
import { staleFormPage } from './views/messages.js';

const formMs = 12 * 3_600_000;
const longestCode = 64;
/** Bytes of a photo with what a form puts around it. */
export const longestPhoto = 12 * 1024 * 1024;

export function counterPages(parts: ShopParts) {
  const { audience, clock, coupons, distribution, imaging, random } = parts;

  async function open(key: string): Promise<{ shop: Shop; page: CounterPage }> {
    const counter = await distribution.counter(key);
    const shop = await shopOf(parts, counter.accountId);
    const seals = await audience.seals();
    const page: CounterPage = {
      path: `/counter/${key}`,
      name: counter.name,
      accountName: shop.account.name,
      seal: seals.seal('counter', key, clock.now() + formMs),
      nonce: random(12).toString('hex'),
      code: '',
      problem: '',
    };
    return { shop, page };
  }

  /** People type with blanks, as it is printed. */
  const codeIn = (fields: URLSearchParams): string =>
    (fields.get('code') ?? '').replace(/\s/g, '').slice(0, longestCode);

  async function refused(page: CounterPage, code: string, error: unknown): Promise<ExactAnswer> {
    const text = refusalText(error);
    if (text === null) throw error;
    return { ...counterPage({ ...page, code, problem: text }), status: 409 };
  }

  const check: Serve = async (request, { key = '' }) => {
    const { shop, page } = await open(key);
    const code = codeIn(queryOf(request));
    if (code === '') return counterPage(page);
    try {
      const offer = queryOf(request).get('offer');
      const ref = { accountId: shop.account.id, code, ...(offer ? { offer } : {}) };
      const copy = await coupons.findCode(ref);
      const shown = await shownOffer(parts, shop, copy.offer);
      if (copy.state !== 'normal' && copy.state !== 'gift-returned') {
        return { ...counterPage({ ...page, code, problem: stateProblem(copy.state) }), status: 409 };
      }
      return checkPage(page, shown, copy);
    } catch (error) {
      return refused(page, code, error);
    }
  };

  const redeem: Serve = async (request: HttpRequest, { key = '' }) => {
    const { shop, page } = await open(key);
    const form = formOf(request);
    const seals = await audience.seals();
    if (seals.open('counter', form.get('seal') ?? '', clock.now()) !== key) return staleFormPage(page.path);
    const code = codeIn(form);
    try {
      const offer = form.get('offer');
      const copy = await coupons.redeem({
        accountId: shop.account.id,
        code,
        ...(offer ? { offer } : {}),
        facts: shop.storefront.staffFacts(page.name),
      });
      return redeemedPage(page, await shownOffer(parts, shop, copy.offer), copy);
    } catch (error) {
      return refused(page, code, error);
    }
  };

  /** The code on a photo, where the browser cannot read it itself; or what is wrong with the photo. */
  async function codeOn(photo: Uint8Array): Promise<{ code: string } | { problem: string }> {
    try {
      const { codes } = await imaging.readCodes(photo);
      const code = codes.map(({ text }) => text.trim()).find(({ length }) => length > 0 && length <= longestCode);
      if (code !== undefined) return { code };
    } catch (error) {
      if (isDomainError(error) && error.code === 'TOO_BUSY') return { problem: '现在有点忙，请稍后再拍一次' };
      if (!isDomainError(error) || (error.code !== 'BAD_IMAGE' && error.code !== 'TOO_LARGE')) throw error;
    }
    return { problem: '照片里没有找到券码，请靠近一些再拍，或输入券码' };
  }

  const photo: Serve = async (request, { key = '' }) => {
    const { page } = await open(key);
    const limits = { partBytes: longestPhoto, parts: 1 };
    const form = await readMultipart(rawBody(request), request.headers['content-type'], limits);
    const found = await codeOn(form.parts[0]?.bytes ?? Buffer.alloc(0));
    if ('problem' in found) return { ...counterPage({ ...page, problem: found.problem }), status: 422 };
    return redirectAnswer(`${page.path}?code=${encodeURIComponent(found.code)}`, [], 303);
  };

  return { check, redeem, photo };
}

const problems: Readonly<Record<string, string>> = {
  consumed: '这张券已经使用过了',
  expired: '这张券已过期',
  gifting: '这张券正在转赠中',
  given: '这张券已转赠给朋友，请让朋友出示新的券码',
  unavailable: '这张券已失效',
  deleted: '这张券已被删除',
};
const stateProblem = (state: string): string => problems[state] ?? '这张券不能使用';
