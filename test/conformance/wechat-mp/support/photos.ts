// Pictures for tests, drawn here: a bright thing off the middle of a calm ground.
// Must not know what is tested.
import sharp, { type Sharp } from 'sharp';

export interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** The size of the documentation's sample answer. */
export const sampleSize: PhotoSize = { width: 966, height: 728 };

const drawing = ({ width, height }: PhotoSize): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#cfd8dc"/><stop offset="1" stop-color="#90a4ae"/></linearGradient></defs>
      <rect width="100%" height="100%" fill="url(#g)"/>
      <ellipse cx="${width * 0.4}" cy="${height * 0.62}" rx="${width * 0.14}" ry="${height * 0.22}" fill="#d32f2f"/>
      <ellipse cx="${width * 0.36}" cy="${height * 0.52}" rx="${width * 0.04}" ry="${height * 0.06}" fill="#ffcdd2"/>
    </svg>`,
  );

/** A JPEG of this size. */
export const photo = (size: PhotoSize = sampleSize): Promise<Buffer> =>
  sharp(drawing(size)).jpeg({ quality: 88 }).toBuffer();

/** The drawing before it is encoded, for other formats. */
export const picture = (size: PhotoSize = sampleSize): Sharp => sharp(drawing(size)).flatten({ background: '#fff' });
