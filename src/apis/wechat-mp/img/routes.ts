// POST /cv/img/aicrop, /cv/img/qrcode, /cv/img/superresolution: developers.weixin.qq.com/doc/service/api/openpoc/image.
// Checks in this order: body (47001), ratios (40097), source present (41005), size (101002), fetch (101000), picture
// (101002), package (101003). Method, token, permission and rate have been checked by the gate.
import type { RoomServices } from '../../room.js';
import { failures, Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { permitImages } from '../restrictions.js';
import type { WechatMpSettings } from '../settings.js';
import { fromCodes, fromMediaId, fromWindows } from './mapping.js';
import { type ImageRequest, readImageRequest } from './request.js';
import { imageLimit, ratiosOf, requestLimit } from './schema.js';

export function imgRoutes(services: RoomServices, settings: WechatMpSettings): Route[] {
  const { imaging, media, quotas } = services;

  /** The picture a request is about, checked and paid for. */
  async function pictureOf({ image, imageCut, url }: ImageRequest, call: CallByAccount): Promise<Uint8Array> {
    // When both are sent, the bytes that are here already are used (POLICY).
    const uploaded = image !== null && (image.length > 0 || url === null) ? image : null;
    if (uploaded === null && url === null) throw new Refused(failures.mediaMissing);
    if (uploaded !== null && (imageCut || uploaded.length >= imageLimit)) throw new Refused(failures.badImage);
    const picture = uploaded ?? (await imaging.fetch(url ?? '', imageLimit - 1, call.untilGone()));
    imaging.check(picture);
    const { imagePackage } = settings;
    if (imagePackage !== null && !(await quotas.take(call.account.id, 'image-package', 'ever', imagePackage))) {
      throw new Refused(failures.packageUsedUp);
    }
    return picture;
  }

  async function crop(call: CallByAccount): Promise<Result> {
    const request = await readImageRequest(call.query, call.body, call.contentType);
    const ratios = ratiosOf(request.ratios);
    const picture = await pictureOf(request, call);
    return { json: fromWindows(await imaging.crop(picture, ratios, call.untilGone())) };
  }

  async function codes(call: CallByAccount): Promise<Result> {
    const picture = await pictureOf(await readImageRequest(call.query, call.body, call.contentType), call);
    return { json: fromCodes(await imaging.readCodes(picture, call.untilGone())) };
  }

  async function enlarge(call: CallByAccount): Promise<Result> {
    const picture = await pictureOf(await readImageRequest(call.query, call.body, call.contentType), call);
    const { bytes, format } = await imaging.enlarge(picture, call.untilGone());
    const ending = format === 'jpeg' ? 'jpg' : 'png';
    const { id } = await media.add({
      accountId: call.account.id,
      bytes,
      contentType: `image/${format}`,
      title: `superresolution.${ending}`,
    });
    return { json: fromMediaId(id) };
  }

  const route = (path: string, handle: (call: CallByAccount) => Promise<Result>): Route & { access: 'token' } => ({
    method: 'POST',
    path,
    access: 'token',
    limit: 'image',
    permit: ({ number }) => permitImages(settings.restrictions, number),
    bodyLimit: requestLimit,
    tooLarge: failures.badImage,
    handle,
  });
  return [
    route('/cv/img/aicrop', crop),
    route('/cv/img/qrcode', codes),
    {
      ...route('/cv/img/superresolution', enlarge),
      // The vendor has taken it down and answers "system error" to everybody.
      permit: ({ number }) => {
        permitImages(settings.restrictions, number);
        if (!settings.superresolution) throw new Refused(failures.systemError);
      },
    },
  ];
}
