// The two parts of an upload, `meta` and `file`: pay.weixin.qq.com/doc/v3/partner/4015781275.
// Must not parse what is in them.
import { readMultipart } from '../../../http/multipart.js';

export interface UploadParts {
  /** The bytes of `meta` exactly as they stand in the part: they are what the caller signed. Null = no such part. */
  readonly meta: Buffer | null;
  /** Null = no such part. */
  readonly file: Buffer | null;
  /** More bytes than allowed came in `file`; the rest was dropped. */
  readonly fileTooLong: boolean;
  /** False when the body is not multipart/form-data, has no end, or holds a part twice. */
  readonly wellFormed: boolean;
}

/** Bytes of meta: a filename of 150 characters and a hash are far below it. */
const metaLimit = 16 * 1024;

/** Splits a body. Never rejects. */
export async function readUpload(
  body: Buffer,
  contentType: string | undefined,
  fileLimit: number,
): Promise<UploadParts> {
  const { parts, wellFormed } = await readMultipart(body, contentType, { partBytes: fileLimit });
  const metas = parts.filter(({ name }) => name === 'meta');
  const files = parts.filter(({ name }) => name === 'file');
  const meta = metas[0]?.bytes ?? null;
  return {
    meta,
    file: files[0]?.bytes ?? null,
    fileTooLong: files[0]?.cut ?? false,
    wellFormed: wellFormed && metas.length < 2 && files.length < 2 && (meta?.length ?? 0) <= metaLimit,
  };
}
