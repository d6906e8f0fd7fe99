// Splits multipart/form-data bodies that are in memory already into their parts, as bytes.
// Must not know which parts a route wants, and must not trust their declared types.
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

export interface Part {
  readonly name: string;
  /** As declared; null for a part that declares none, which is how text fields come. */
  readonly filename: string | null;
  /** At most the limit's bytes. */
  readonly bytes: Buffer;
  /** The part had more bytes than the limit; the rest was dropped. */
  readonly cut: boolean;
}

export interface Multipart {
  /** In the order of the body; names may repeat. */
  readonly parts: readonly Part[];
  /** False when the body is not multipart/form-data or has no end. */
  readonly wellFormed: boolean;
}

export interface MultipartLimits {
  /** Bytes of one part. */
  readonly partBytes: number;
  /** Parts read; the ones after them are ignored. Default 16. */
  readonly parts?: number;
}

/** Whether a content type announces parts. */
export const isMultipart = (contentType: string | undefined): contentType is string =>
  contentType !== undefined && /^multipart\/form-data\b/i.test(contentType);

/** Splits a body. Never rejects. */
export function readMultipart(
  body: Buffer,
  contentType: string | undefined,
  limits: MultipartLimits,
): Promise<Multipart> {
  if (!isMultipart(contentType)) return Promise.resolve({ parts: [], wellFormed: false });
  return new Promise((resolve) => {
    const found: { name: string; filename: string | null; pieces: Buffer[] }[] = [];
    const finish = (wellFormed: boolean): void => {
      const parts = found.map(({ name, filename, pieces }) => {
        const bytes = Buffer.concat(pieces);
        return { name, filename, bytes: bytes.subarray(0, limits.partBytes), cut: bytes.length > limits.partBytes };
      });
      resolve({ parts, wellFormed });
    };
    let busboy: BusboyInstance;
    try {
      busboy = new Busboy({
        headers: { 'content-type': contentType } as BusboyHeaders,
        limits: { fileSize: limits.partBytes + 1, parts: limits.parts ?? 16, headerPairs: 32 },
        // Every part as bytes: a field would be decoded by its charset, and signatures are over bytes.
        isPartAFile: () => true,
      });
    } catch {
      finish(false);
      return;
    }
    const broken = (): void => finish(false);
    let open = 0;
    let full = false;
    busboy.on('file', (name: string, stream: BusboyFileStream, filename: string | undefined) => {
      const pieces: Buffer[] = [];
      found.push({ name, filename: filename ?? null, pieces });
      open += 1;
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        open -= 1;
        if (full && open === 0) finish(true);
      });
      stream.on('error', broken);
    });
    // The library never finishes when a part behind the limit is long; what counts has come by then.
    busboy.on('partsLimit', () => {
      full = true;
      if (open === 0) finish(true);
    });
    busboy.on('error', broken);
    busboy.on('finish', () => finish(true));
    busboy.end(body);
  });
}
