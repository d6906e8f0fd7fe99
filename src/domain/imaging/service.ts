// What can be asked of one picture at once: its best crops, the codes in it, a larger copy. Nothing is stored.
// Must not know who asks or how the picture came; the engines do the work, bounded by their waiting line.
import { DomainError } from '../../kernel/errors.js';
import { checkImageHeader } from '../../kernel/image-bytes.js';
import type { EngineRunner, EngineWork } from '../../ports/engines/engines.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Pictures } from '../pictures/index.js';

/** A rectangle in whole pixels of the upright picture; `right` and `bottom` are the last pixels inside. */
export interface CropWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface CropWindows {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** One for each ratio asked for, in the same order; one when none was. */
  readonly windows: readonly CropWindow[];
}

export type FoundCodes = EngineWork['qr']['result'];
export type Enlarged = EngineWork['upscale']['result'];

export interface Imaging {
  /**
   * Downloads a source, at most `maxBytes` of it, in 5 s and over 3 redirects.
   * @throws DomainError SOURCE_REFUSED, SOURCE_FAILED, TOO_LARGE, TOO_BUSY (too many downloads run), ABORTED
   */
  fetch(url: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** @throws DomainError BAD_IMAGE for what is no picture, TOO_LARGE above 50 megapixels; both from the header alone */
  check(image: Uint8Array): void;
  /** The best window for each ratio (width ÷ height). @throws DomainError TOO_BUSY, BAD_IMAGE, TOO_LARGE, UNAVAILABLE, ABORTED */
  crop(image: Uint8Array, ratios: readonly number[], signal?: AbortSignal): Promise<CropWindows>;
  /** Every code of the picture. @throws as {@link crop} */
  readCodes(image: Uint8Array, signal?: AbortSignal): Promise<FoundCodes>;
  /**
   * A coupon's header image, size×size PNG.
   * @throws DomainError INVALID for what cannot be drawn, TOO_BUSY, ABORTED
   */
  composeCoupon(spec: EngineWork['compose']['spec'], size: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The picture at twice its width and height. @throws as {@link crop} */
  enlarge(image: Uint8Array, signal?: AbortSignal): Promise<Enlarged>;
}

const fetchTimeoutMs = 5_000;
const fetchRedirects = 3;
/** Downloads at the same time; each may hold its whole source in memory. */
const mostFetches = 64;

export function createImaging(parts: { engines: EngineRunner; outbound: Outbound; pictures: Pictures }): Imaging {
  const { engines, outbound, pictures } = parts;
  let fetching = 0;

  return {
    fetch: async (url, maxBytes, signal) => {
      // Our own pictures are read where they lie: asking ourselves over the network would need a hole in the address guard.
      const own = await pictures.readOwnUrl(url).catch(() => undefined);
      if (own === undefined) throw new DomainError('SOURCE_FAILED', 'no picture at this address of ours');
      if (own !== null) {
        if (own.length > maxBytes) throw new DomainError('TOO_LARGE', `${own.length} bytes are more than ${maxBytes}`);
        return own;
      }
      if (fetching >= mostFetches) throw new DomainError('TOO_BUSY', `${mostFetches} downloads are running`);
      fetching += 1;
      try {
        const limits = { maxBytes, timeoutMs: fetchTimeoutMs, maxRedirects: fetchRedirects, accept: 'image/*' };
        return (await outbound.download(url, limits, signal)).bytes;
      } finally {
        fetching -= 1;
      }
    },
    check: (image) => void checkImageHeader(image),
    crop: async (image, ratios, signal) => {
      const { width, height, boxes } = await engines.run('crop', { image, ratios }, signal);
      return { width, height, windows: boxes.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })) };
    },
    readCodes: (image, signal) => engines.run('qr', { image }, signal),
    composeCoupon: async (spec, size, signal) => (await engines.run('compose', { ...spec, size }, signal)).png,
    enlarge: (image, signal) => engines.run('upscale', { image }, signal),
  };
}
