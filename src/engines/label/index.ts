// Finishes a generated picture: its exact size, the label the rules for generated content ask for, its format.
// Must not know who painted it or where it goes. Same spec, same bytes.
import sharp from 'sharp';
import { DomainError, describe } from '../../kernel/errors.js';
import { checkImageHeader } from '../../kernel/image-bytes.js';
import { drawMark } from './mark.js';
import { withMetadata } from './metadata.js';
import type { Labelled, LabelSpec } from './spec.js';

export type { Labelled, LabelSpec } from './spec.js';

/** Quality of JPEG results; colours are kept at full resolution, painted edges would fringe otherwise. */
const jpeg = { quality: 92, chromaSubsampling: '4:4:4' } as const;

/**
 * The picture at exactly `width` × `height` pixels, marked and labelled. Pixels are left untouched, and the bytes only gain
 * metadata, when size and format are right already and no mark is asked for.
 * @throws DomainError BAD_IMAGE for what is no picture, TOO_LARGE above 50 megapixels; RangeError for a mark that does not fit
 */
export async function label(spec: LabelSpec, signal?: AbortSignal): Promise<Labelled> {
  const header = checkImageHeader(spec.image);
  const kept = header.format === 'jpeg' ? 'jpeg' : 'png';
  const format = spec.format === 'keep' ? kept : spec.format;
  const untouched =
    spec.mark === null && header.format === format && header.width === spec.width && header.height === spec.height;
  const bytes = await decoding(async () => {
    if (!untouched) return redrawn(spec, format, signal);
    // Nothing is redrawn, but half a picture must not be passed on as a whole one.
    await sharp(spec.image, { failOn: 'truncated' }).stats();
    return Buffer.from(spec.image);
  });
  return { image: spec.metadata === null ? bytes : withMetadata(bytes, format, spec.metadata), format };
}

/** What the library cannot decode is no picture; our own errors stay what they are. */
async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError || error instanceof RangeError) throw error;
    throw new DomainError('BAD_IMAGE', `the picture cannot be decoded: ${describe(error)}`, {}, { cause: error });
  }
}

async function redrawn(spec: LabelSpec, format: 'jpeg' | 'png', signal: AbortSignal | undefined): Promise<Buffer> {
  const { width, height } = spec;
  signal?.throwIfAborted();
  let picture = sharp(spec.image, { failOn: 'truncated' })
    .autoOrient()
    .resize(width, height, { fit: 'cover', kernel: 'lanczos3' });
  // A cover resize must come before anything is laid over it.
  if (spec.mark !== null) {
    const mark = await drawMark(spec.mark, Math.min(width, height), width);
    const margin = Math.round(Math.min(width, height) * 0.02);
    const left = Math.max(0, width - mark.width - margin);
    const top = Math.max(0, height - mark.height - margin);
    picture = sharp(await picture.toColourspace('srgb').png({ compressionLevel: 0 }).toBuffer()).composite([
      { input: mark.png, left, top },
    ]);
  }
  signal?.throwIfAborted();
  const opaque = picture.flatten({ background: '#ffffff' });
  return format === 'jpeg' ? opaque.jpeg(jpeg).toBuffer() : opaque.png({ compressionLevel: 6 }).toBuffer();
}
