// Image upload: pay.weixin.qq.com/doc/v3/partner/4015781275, brand/4015736285. Only the bytes of `meta` are signed.
import type { RoomServices } from '../../room.js';
import { badParameter, failures, Refused } from '../envelope.js';
import { readBy } from '../field-rules.js';
import { type Call, type Route, route } from '../gate.js';
import { parseOr } from '../json-body.js';
import type { Mode } from '../modes.js';
import { resultCodes } from '../result-codes.js';
import { explainPicture } from './mapping.js';
import { readUpload, type UploadParts } from './multipart.js';
import { uploadMeta } from './schema.js';

/** Bytes of the file part: 2M. */
const fileLimit = 2 * 1024 * 1024;
/** Bytes of the whole body: the file, meta, and room for part headers and unknown parts. */
const bodyLimit = fileLimit + 256 * 1024;
const nothingSigned = Buffer.alloc(0);

export function mediaRoutes({ pictures }: RoomServices, mode: Mode): Route[] {
  async function upload({ account, body, contentType }: Call<UploadParts>): Promise<object> {
    const { meta, file, fileTooLong, wellFormed } = body;
    if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) {
      throw badParameter('Http头Content-Type不正确，请设置为multipart/form-data', resultCodes.illegalParameter, {
        location: 'header',
        value: (contentType ?? '').slice(0, 256),
      });
    }
    if (!wellFormed) throw new Refused(failures.brokenBody);
    if (meta === null) throw missingPart('meta', '媒体文件元信息', resultCodes.malformedOrMissing);
    const { filename, sha256 } = readBy(uploadMeta, parseOr(meta, 'meta不是合法的JSON'), 'body', '/body/meta');
    if (fileTooLong) throw new Refused(failures.imageTooLarge);
    if (file === null || file.length === 0) throw missingPart('file', '图片文件', resultCodes.imageMissing);
    try {
      const picture = { accountId: account.id, bytes: file, title: filename, origin: 'upload' } as const;
      const stored = await pictures.add(picture, { formats: ['jpeg', 'png', 'bmp'], sha256 });
      return { image_url: pictures.publicUrl(stored) };
    } catch (error) {
      throw explainPicture(error, sha256);
    }
  }

  return [
    route(
      {
        method: 'POST',
        path: `${mode.prefix}/media/upload-image`,
        limit: 'upload',
        bodyLimit,
        tooLarge: failures.imageTooLarge,
      },
      async (bytes, contentType) => {
        const parts = await readUpload(bytes, contentType, fileLimit);
        return { signed: parts.meta ?? nothingSigned, body: parts };
      },
      upload,
    ),
  ];
}

const missingPart = (name: string, title: string, resultCode: number): Refused =>
  badParameter(`输入源“/body/${name}”映射到字段“${title}”必填性规则校验失败，此字段为必填项`, resultCode, {
    location: 'body',
    value: '',
  });
