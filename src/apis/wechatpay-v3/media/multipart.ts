// The two parts of an upload, as bytes. Must not judge them: a part that is missing or too long is a fact to report.
// Lenient where clients differ: meta may have any content type or none, file may have no filename, either may come first.
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

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

const nothing: UploadParts = { meta: null, file: null, fileTooLong: false, wellFormed: false };
/** Bytes of meta: a filename of 150 characters and a hash are far below it. */
const metaLimit = 16 * 1024;

/** Splits a body. Never rejects. */
export function readUpload(body: Buffer, contentType: string | undefined, fileLimit: number): Promise<UploadParts> {
  if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) return Promise.resolve(nothing);
  return new Promise((resolve) => {
    const parts = new Map<string, Buffer[]>();
    let wellFormed = true;
    const finish = (): void => {
      const bytes = (name: string): Buffer | null => {
        const part = parts.get(name);
        return part === undefined ? null : Buffer.concat(part);
      };
      const meta = bytes('meta');
      const file = bytes('file');
      const metaTooLong = meta !== null && meta.length > metaLimit;
      resolve({
        meta,
        file: file === null ? null : file.subarray(0, fileLimit),
        fileTooLong: file !== null && file.length > fileLimit,
        wellFormed: wellFormed && !metaTooLong,
      });
    };
    const broken = (): void => {
      wellFormed = false;
      finish();
    };
    let busboy: BusboyInstance;
    try {
      busboy = new Busboy({
        headers: { 'content-type': contentType } as BusboyHeaders,
        limits: { fileSize: fileLimit + 1, parts: 16, headerPairs: 32 },
        // Every part as bytes: a field would be decoded by its charset, and the signature is over bytes.
        isPartAFile: () => true,
      });
    } catch {
      resolve(nothing);
      return;
    }
    busboy.on('file', (name: string, stream: BusboyFileStream) => {
      if ((name !== 'meta' && name !== 'file') || parts.has(name)) {
        if (parts.has(name)) wellFormed = false;
        stream.on('error', () => undefined);
        stream.resume();
        return;
      }
      const pieces: Buffer[] = [];
      parts.set(name, pieces);
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('error', broken);
    });
    busboy.on('error', broken);
    busboy.on('finish', finish);
    busboy.end(body);
  });
}
