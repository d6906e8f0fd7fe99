// Takes the analysed matte of a view to any region of the photo, as a fit that follows the photo's edges.
// Must not know output sizes.
import type { View } from './analysis.js';
import { applyToGuide, fitLinearMatte, type LinearMatte } from './guided-filter.js';
import { clamp01, type Plane, planesOf, type Raster, resamplePlane } from './raster.js';
import type { Box } from './spec.js';

/** Contrast about one half: the model's slopes are wider than real edges. */
const stretch = 2.2;
/** Window of the guided filter in pixels of the model, and the colour variance that counts as an edge. Both measured. */
const windowInModelPixels = 2.9;
const edgeVariance = 2e-4;

export interface FittedRegion {
  readonly fit: LinearMatte;
  /** The matte after the fit, 0–1, at the fit's own size. */
  readonly matte: Plane;
}

/**
 * Longest side, in pixels, at which the fit is made: for the subject alone, and for a whole frame, of which the subject is
 * only a part. A fit is smooth, so it can be drawn at several times its size.
 */
export const subjectFitSide = 256;
export const frameFitSide = 448;

/**
 * @param closeUp the region of the photo, at the size the fit is to be made at
 * @param detail size of the raster that `region` is measured in
 * @param region in pixels of `detail`
 * @param source upright size of the photo the view's region is measured in
 */
export function fitRegion(
  view: View,
  closeUp: Raster,
  detail: { readonly width: number; readonly height: number },
  region: Box,
  source: { readonly width: number; readonly height: number },
): FittedRegion {
  const photo = planesOf(closeUp);
  const size = closeUp;
  const coarse = sampleView(view, detail, region, source, size);
  for (let i = 0; i < coarse.values.length; i++) {
    coarse.values[i] = clamp01(((coarse.values[i] as number) - 0.5) * stretch + 0.5);
  }
  const viewPixels = (view.region.width / source.width) * detail.width;
  const modelPixel = (view.coarseness * viewPixels) / view.matte.width;
  const radius = Math.round((windowInModelPixels * modelPixel * size.width) / region.width);
  const fit = fitLinearMatte(photo, coarse, Math.max(3, Math.min(14, radius)), edgeVariance);
  const matte = applyToGuide(fit, photo);
  for (let i = 0; i < matte.values.length; i++) matte.values[i] = clamp01(matte.values[i] as number);
  return { fit, matte };
}

/** The view's matte over a region of the photo; 0 outside the view. */
function sampleView(
  view: View,
  detail: { readonly width: number; readonly height: number },
  region: Box,
  source: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
): Plane {
  // Pixels of the view per pixel of the detail.
  const scaleX = (source.width / detail.width) * (view.matte.width / view.region.width);
  const scaleY = (source.height / detail.height) * (view.matte.height / view.region.height);
  const left = (region.left - (view.region.left * detail.width) / source.width) * scaleX;
  const top = (region.top - (view.region.top * detail.height) / source.height) * scaleY;
  const box = { left, top, width: region.width * scaleX, height: region.height * scaleY };
  const plane = resamplePlane(view.matte, box, size.width, size.height);
  for (let y = 0; y < size.height; y++) {
    const viewY = top + ((y + 0.5) * box.height) / size.height;
    for (let x = 0; x < size.width; x++) {
      const viewX = left + ((x + 0.5) * box.width) / size.width;
      if (viewX < 0 || viewY < 0 || viewX > view.matte.width || viewY > view.matte.height) {
        plane.values[y * size.width + x] = 0;
      }
    }
  }
  return plane;
}
