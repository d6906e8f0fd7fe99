// Windows, codes and media as the vendor writes them. Coordinates are whole pixels, ends inclusive: the documented sample
// (966×728, ratios 1 and 2.35) proves it. Must not look anything up.
import type { CropWindows, FoundCodes } from '../../../domain/imaging/index.js';
import { ok } from '../envelope.js';

type Code = FoundCodes['codes'][number];

const typeNames = {
  qr: 'QR_CODE',
  'data-matrix': 'DATA_MATRIX',
  pdf417: 'PDF_417',
  'ean-13': 'EAN_13',
  'ean-8': 'EAN_8',
  'upc-a': 'UPC_A',
  'upc-e': 'UPC_E',
  'code-128': 'CODE_128',
  'code-39': 'CODE_39',
} as const satisfies Record<Code['kind'], string>;

/** Only these two come with their place: imgQrcode page. */
const placed: ReadonlySet<Code['kind']> = new Set(['qr', 'data-matrix'] as const);

export const fromWindows = ({ width, height, windows }: CropWindows): object => ({
  ...ok,
  results: windows.map(({ left, top, right, bottom }) => ({
    crop_left: left,
    crop_top: top,
    crop_right: right,
    crop_bottom: bottom,
  })),
  img_size: { w: width, h: height },
});

export const fromCodes = ({ width, height, codes }: FoundCodes): object => ({
  ...ok,
  code_results: codes.map(({ kind, text, corners }) => ({
    type_name: typeNames[kind],
    data: text,
    ...(placed.has(kind)
      ? {
          pos: {
            left_top: corners.leftTop,
            right_top: corners.rightTop,
            right_bottom: corners.rightBottom,
            left_bottom: corners.leftBottom,
          },
        }
      : {}),
  })),
  img_size: { w: width, h: height },
});

export const fromMediaId = (id: string): object => ({ ...ok, media_id: id });
