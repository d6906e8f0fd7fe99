// Splits multipart/form-data while it arrives: text fields are kept, files are handed on piece by piece, never held.
// Must not know which parts a route wants, and must not trust their declared types. For bodies in memory: multipart.ts.
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';

export interface FilePart {
  readonly name: string;
  /** As declared; null for none. */
  readonly filename: string | null;
  /** May be left unread: the rest is skipped. Fails when the sender goes away. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface StreamLimits {
  /** Bytes of the whole body. */
  readonly totalBytes: number;
  /** Bytes of one text field; longer ones are cut. */
  readonly fieldBytes: number;
  /** Parts read; the ones after them are ignored. */
  readonly parts: number;
}

export interface StreamedForm {
  /** Of equal names the last one counts. */
  readonly fields: ReadonlyMap<string, string>;
  /** False when the body has no end, is longer than allowed, or is no form at all. */
  readonly wellFormed: boolean;
}

/**
 * Reads a form to its end.
 * @param isFile whether a part is handed to `onFile`; every other part is a text field
 * @param onFile called for one part after the other; what it throws fails the whole form, after the body has been read
 */
export function streamMultipart(
  source: Readable,
  contentType: string,
  limits: StreamLimits,
  isFile: (name: string, filename: string | null, type: string) => boolean,
  onFile: (part: FilePart) => Promise<void>,
): Promise<StreamedForm> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const open = new Set<BusboyFileStream>();
    const handled: Promise<void>[] = [];
    let failure: { readonly error: unknown } | undefined;
    let ended = false;
    let total = 0;
    const finish = (wellFormed: boolean): void => {
      if (ended) return;
      ended = true;
      source.off('data', count);
      if (!wellFormed) for (const stream of open) stream.destroy(new Error('the form broke off'));
      void Promise.all(handled).then(() => {
        if (failure !== undefined && wellFormed) reject(failure.error);
        else resolve({ fields, wellFormed });
      });
    };
    const broken = (): void => {
      source.unpipe();
      // What still comes is read and dropped, so that the sender can finish and hear the answer.
      source.resume();
      finish(false);
    };
    const count = (piece: Buffer): void => {
      total += piece.length;
      if (total > limits.totalBytes) broken();
    };
    let busboy: BusboyInstance;
    try {
      busboy = new Busboy({
        headers: { 'content-type': contentType } as BusboyHeaders,
        limits: { fieldSize: limits.fieldBytes, parts: limits.parts, headerPairs: 32 },
        isPartAFile: (name, type, filename) => isFile(name ?? '', filename ?? null, type ?? ''),
      });
    } catch {
      source.resume();
      resolve({ fields, wellFormed: false });
      return;
    }
    busboy.on('field', (name: string, value: string) => fields.set(name, value));
    busboy.on('file', (name: string, stream: BusboyFileStream, filename: string | undefined) => {
      open.add(stream);
      stream.on('error', () => undefined);
      // Leaving the loop early must not destroy the stream: the parser would wait for it for ever.
      const bytes = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      handled.push(
        onFile({ name, filename: filename ?? null, bytes })
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => {
            open.delete(stream);
            stream.resume();
          }),
      );
    });
    busboy.on('error', broken);
    busboy.on('finish', () => finish(true));
    source.on('data', count);
    // A source closes after its end as well, while the last file is still being written.
    source.once('close', () => {
      if (!source.readableEnded) finish(false);
    });
    source.once('error', () => finish(false));
    source.pipe(busboy);
  });
}
