// POST /cgi-bin/media/uploadimg: a logo or a picture of an article gets a public address.
// Must not keep what is no JPG or PNG. developers.weixin.qq.com/doc/service/api/material/permanent/api_uploadimage.html
import { isMultipart, readMultipart } from '../../../http/multipart.js';
import { isDomainError } from '../../../kernel/errors.js';
import { readImageHeader } from '../../../kernel/image-bytes.js';
import type { RoomServices } from '../../room.js';
import { failures, Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { cardFailures } from './failures.js';
import { refuse } from './fields.js';

const mostBytes = 1024 * 1024;

/** The card page calls the part `buffer`, the article page and most clients `media`; else the first file counts. */
async function fileIn({ body, contentType }: CallByAccount): Promise<Buffer> {
  if (body.length === 0 || !isMultipart(contentType)) throw new Refused(failures.mediaMissing);
  const { parts, wellFormed } = await readMultipart(body, contentType, { partBytes: mostBytes });
  if (!wellFormed) throw new Refused(failures.mediaMissing);
  const file =
    parts.find(({ name }) => name === 'buffer' || name === 'media') ?? parts.find(({ filename }) => filename !== null);
  if (file === undefined || file.bytes.length === 0) throw new Refused(failures.mediaMissing);
  return file.cut ? refuse(cardFailures.invalidImageSize) : file.bytes;
}

export function pictureRoutes({ pictures }: RoomServices): Route[] {
  async function upload(call: CallByAccount): Promise<Result> {
    const bytes = await fileIn(call);
    const format = readImageHeader(bytes)?.format;
    if (format !== 'jpeg' && format !== 'png') return refuse(cardFailures.invalidFileType);
    try {
      const picture = await pictures.add({ accountId: call.account.id, bytes, title: 'uploadimg', origin: 'upload' });
      // The address alone, without errcode.
      return { json: { url: pictures.publicUrl(picture) } };
    } catch (error) {
      if (isDomainError(error) && error.code === 'BAD_IMAGE') return refuse(cardFailures.invalidFileType);
      if (isDomainError(error) && error.code === 'TOO_LARGE') return refuse(cardFailures.invalidImageSize);
      throw error;
    }
  }
  return [
    {
      method: 'POST',
      path: '/cgi-bin/media/uploadimg',
      access: 'token',
      bodyLimit: mostBytes + 64 * 1024,
      tooLarge: cardFailures.invalidImageSize,
      handle: upload,
    },
  ];
}
