// Derived pictures: made on demand, each once however many ask, kept in a cache, found again by what they are made of.
// Must not know requests; making them is handed in.
import { createHash } from 'node:crypto';
import type { Rendered, RenditionFormat, RenditionSpec } from '../../engines/rendition/index.js';
import { describe } from '../../kernel/errors.js';
import { readImageHeader } from '../../kernel/image-bytes.js';
import type { Log } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Cache } from '../../ports/cache/cache.js';
import type { Picture } from '../pictures/index.js';
import { longestSide, normalSuffix, type Rendition } from './grammar.js';

/** Counted up when the engine draws the same spec differently: what is kept under the old number is not asked for any more. */
const edition = 1;
/** Derived pictures that are being written to the cache; beyond that they are sent and not kept. */
const mostBeingKept = 64;

/** A rendition of a picture in one format. */
export interface Coding {
  /** Names the bytes: hexadecimal SHA-256 of everything they are made of. */
  readonly key: string;
  readonly format: RenditionFormat;
  /** Whether another client could be sent another format under the same address. */
  readonly negotiated: boolean;
}

export interface Renditions {
  /**
   * What will be sent to a client that says it takes `formats` besides the usual ones; null when the size is not among
   * those served. Makes nothing yet.
   */
  coding(picture: Picture, rendition: Rendition, formats: ReadonlySet<RenditionFormat>): Coding | null;
  /**
   * Its bytes, from the cache or made now.
   * @throws DomainError TOO_BUSY (too many are being made), BAD_IMAGE (the stored picture is damaged), NOT_FOUND (its
   * bytes are gone), ABORTED (it takes too long), UNAVAILABLE (storage)
   */
  bytes(picture: Picture, rendition: Rendition, coding: Coding): Promise<Buffer>;
  /** Resolves when everything asked for until now is made and kept. */
  settled(): Promise<void>;
}

/** Formats of the original that a suffix without an ending keeps. */
const keptFormats: Readonly<Record<string, RenditionFormat>> = { jpeg: 'jpeg', png: 'png', gif: 'png', webp: 'webp' };

function formatOf(picture: Picture, { ending, webp }: Rendition): RenditionFormat {
  if (webp) return 'webp';
  if (ending === null) return keptFormats[picture.format] ?? 'jpeg';
  return ending === 'jpg' ? 'jpeg' : 'png';
}

export function createRenditions(parts: {
  blobs: Pick<Blobs, 'get'>;
  cache: Cache;
  /** Makes one in a bounded set of places. @throws DomainError TOO_BUSY at once when the line before them is full */
  render: (load: () => Promise<RenditionSpec>) => Promise<Rendered>;
  log: Log;
  sizes: ReadonlySet<string> | null;
  negotiate: boolean;
}): Renditions {
  const { blobs, cache, render, log, sizes, negotiate } = parts;
  const underWay = new Map<string, Promise<Buffer>>();
  /** Until they are kept, too. */
  const ending = new Set<Promise<unknown>>();
  let beingKept = 0;

  async function keep(key: string, bytes: Buffer): Promise<void> {
    if (beingKept >= mostBeingKept) return;
    beingKept += 1;
    try {
      await cache.put(key, bytes);
    } catch (error) {
      log.warn({ cause: describe(error) }, 'a derived picture was not kept');
    } finally {
      beingKept -= 1;
    }
  }

  async function known({ key, format }: Coding): Promise<Buffer | null> {
    const kept = await cache.get(key);
    if (kept === null || readImageHeader(kept)?.format === format) return kept;
    await cache.drop(key);
    return null;
  }

  function make(picture: Picture, rendition: Rendition, { format }: Coding): Promise<Rendered> {
    const { box, quality, sharpen, ending } = rendition;
    return render(async () => ({
      image: await blobs.get(picture.blob),
      box,
      longestSide,
      format,
      quality,
      sharpen,
      // What its address calls a JPEG looks like one in whatever format it is sent.
      flatten: ending === 'jpg',
    }));
  }

  return {
    coding: (picture, rendition, formats) => {
      const { box } = rendition;
      if (sizes !== null && box !== null && !sizes.has(`${box.width}x${box.height}`)) return null;
      const plain = formatOf(picture, rendition);
      // A PNG is asked for where every pixel counts, and WebP by name is WebP.
      const negotiated = negotiate && plain === 'jpeg';
      const better = (['avif', 'webp'] as const).find((format) => formats.has(format));
      const format = negotiated && better !== undefined ? better : plain;
      const made = `${edition} ${picture.blob} ${normalSuffix(rendition)} ${format}`;
      return { key: createHash('sha256').update(made).digest('hex'), format, negotiated };
    },
    bytes: (picture, rendition, coding) => {
      const { key } = coding;
      const others = underWay.get(key);
      if (others !== undefined) return others;
      // The place is kept until the bytes are in the cache: whoever comes in between is handed them from memory.
      let kept: Promise<void> | undefined;
      const work = (async () => {
        const found = await known(coding);
        if (found !== null) return found;
        const { bytes } = await make(picture, rendition, coding);
        kept = keep(key, bytes);
        return bytes;
      })();
      underWay.set(key, work);
      const ended = work
        .then(
          () => kept,
          () => undefined,
        )
        .finally(() => {
          underWay.delete(key);
          ending.delete(ended);
        });
      ending.add(ended);
      return work;
    },
    settled: async () => void (await Promise.all(ending)),
  };
}
