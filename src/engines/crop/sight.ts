// Everything one look at a photo yields: subject, faces, lettering, edges. One look serves all ratios.
// Must not know which windows will be asked for.
import type { Plane, Raster } from '../../kernel/raster.js';
import type { Face } from './face-detector.js';
import { openFaceDetector } from './face-detector.js';
import { findFaces } from './find-faces.js';
import { findText, type TextLine } from './find-text.js';
import { luminanceOf, type Overview } from './raster.js';
import { openSaliencyModel } from './saliency.js';
import type { CropSpec } from './spec.js';

/** A box in shares of the photo, 0–1. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Sight {
  readonly photo: { readonly width: number; readonly height: number };
  /** How much each place belongs to the subject, 0–1, over the whole photo. */
  readonly subject: Plane;
  /** Around what clearly belongs to the subject; null when nothing does. `coverage`: share of the photo. */
  readonly subjectBox: (Region & { readonly coverage: number }) | null;
  readonly faces: readonly (Region & { readonly confidence: number })[];
  readonly text: readonly Region[];
  /** Mean strength of edges in each column (`x`) and each row (`y`) of the overview; any unit. */
  readonly edges: { readonly x: Float64Array; readonly y: Float64Array };
}

/** Values above this clearly belong to the subject. */
const clearly = 0.5;
/** A line no higher than this share of the photo and as near to its border is a watermark or a date, not content. */
const watermark = 0.05;

/**
 * Looks at a photo. The models run beside each other and beside the search for lettering and edges.
 * @throws CropError model-missing, model-invalid; whatever `checkpoint` throws
 */
export async function look(overview: Overview, spec: CropSpec, checkpoint: () => void): Promise<Sight> {
  const [saliencyModel, front, back] = await Promise.all([
    openSaliencyModel(spec.saliencyModelFile),
    openFaceDetector(spec.faceModelFiles.front, 'blazeface-front'),
    openFaceDetector(spec.faceModelFiles.back, 'blazeface-back'),
  ]);
  checkpoint();
  const asked = [saliencyModel(overview, checkpoint), findFaces(overview, { front, back }, checkpoint)] as const;
  // Both have begun; what follows needs no model. A failure of one must not leave the other's unheard.
  const answers = Promise.allSettled(asked);
  const text = findText(overview);
  const edges = edgesOf(overview);
  await answers;
  checkpoint();
  const { map: subject } = await asked[0];
  const faces = await asked[1];
  return {
    photo: overview.photo,
    subject,
    subjectBox: boxOf(subject),
    faces: faces.map((face) => ({ ...wholePixels(shareOf(face, overview), overview), confidence: face.confidence })),
    text: text.map((line) => shareOf(line, overview)).filter((line) => !isWatermark(line)),
    edges,
  };
}

const shareOf = (box: Face | TextLine, { width, height }: Raster): Region => ({
  left: box.left / width,
  top: box.top / height,
  right: box.right / width,
  bottom: box.bottom / height,
});

/** Rounded outwards to whole pixels of the photo, so that a window of whole pixels holds it exactly or not at all. */
function wholePixels(region: Region, { photo: { width, height } }: Overview): Region {
  return {
    left: Math.max(0, Math.floor(region.left * width)) / width,
    top: Math.max(0, Math.floor(region.top * height)) / height,
    right: Math.min(width, Math.ceil(region.right * width)) / width,
    bottom: Math.min(height, Math.ceil(region.bottom * height)) / height,
  };
}

const isWatermark = ({ top, bottom }: Region): boolean =>
  bottom - top <= watermark && (top <= watermark || bottom >= 1 - watermark);

function boxOf({ width, height, values }: Plane): Sight['subjectBox'] {
  let left = width;
  let top = height;
  let right = 0;
  let bottom = 0;
  let count = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if ((values[i] as number) < clearly) continue;
      count += 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = y + 1;
    }
  }
  if (count === 0) return null;
  return {
    left: left / width,
    top: top / height,
    right: right / width,
    bottom: bottom / height,
    coverage: count / (width * height),
  };
}

/** Sums of the luminance steps over two pixels, across and down. */
function edgesOf(raster: Raster): Sight['edges'] {
  const { width, height } = raster;
  const luminance = luminanceOf(raster);
  const x = new Float64Array(width);
  const y = new Float64Array(height);
  for (let row = 1; row < height - 1; row++) {
    let inRow = 0;
    for (let column = 1, i = row * width + 1; column < width - 1; column++, i++) {
      const across = (luminance[i + 1] as number) - (luminance[i - 1] as number);
      const down = (luminance[i + width] as number) - (luminance[i - width] as number);
      const step = Math.abs(across) + Math.abs(down);
      x[column] = (x[column] as number) + step;
      inRow += step;
    }
    y[row] = inRow;
  }
  return { x, y };
}
