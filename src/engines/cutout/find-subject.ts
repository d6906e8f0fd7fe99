// Opens a photo and finds its subject: by its own transparency where it has one, else by the model and the colours.
// Must not know what is made of it.
import { analyse, boxAbove, growBox, type View } from './analysis.js';
import { confidenceOf, readSigns, showsNothing } from './confidence.js';
import { openModel } from './model.js';
import { readOwnAlpha } from './own-alpha.js';
import { fitWithin, type Raster, regionIn } from './raster.js';
import { openSource, regionAt, type Source } from './source.js';
import { type Box, CutoutError, type MattePath, type MatteSpec } from './spec.js';
import type { StepTimes } from './step-times.js';

export interface FoundSubject {
  readonly source: Source;
  /** The whole photo at the engine's best resolution. */
  readonly detail: Raster;
  /** Either the analysed view, or the transparency the file came with (width×height×1 of `detail`). */
  readonly by: { readonly view: View } | { readonly ownAlpha: Uint8Array };
  /** The subject's box to about a pixel of the analysis, in pixels of `detail`. */
  readonly rough: Box;
  readonly path: MattePath;
  readonly confidence: number;
}

/** @throws CutoutError for every reason in its list */
export async function findSubject(spec: MatteSpec, times: StepTimes, checkpoint: () => void): Promise<FoundSubject> {
  checkpoint();
  const source = await times.during('decodeMs', () => openSource(spec.image));
  checkpoint();
  const readDetail = () => times.during('decodeMs', source.detail);
  if (source.ownAlpha !== null) {
    const detail = await readDetail();
    const { ownAlpha } = source;
    return {
      source,
      detail,
      by: { ownAlpha },
      rough: readOwnAlpha(detail, ownAlpha).box,
      path: 'alpha',
      confidence: 1,
    };
  }
  const model = await times.during('modelMs', () => openModel(spec.modelFile));
  checkpoint();
  const view = await analyse({
    source: source.photo,
    overview: source.overview,
    closeUp: (region, longSide) =>
      times.during('decodeMs', async () => {
        const raster = await source.detail();
        const inDetail = regionIn(region, source.photo, raster);
        const size = fitWithin(inDetail, longSide);
        return regionAt(source, inDetail, size.width, size.height);
      }),
    model,
    checkpoint,
    timed: (run) => times.during('modelMs', run),
  });
  checkpoint();
  const signs = readSigns(view);
  const box = boxAbove(view.matte, 0.35);
  if (box === null || showsNothing(signs)) {
    const why = `coverage ${signs.coverage.toFixed(4)}, edge contrast ${signs.contrast.toFixed(3)}`;
    throw new CutoutError('no-subject', `nothing stands out that could be cut out (${why})`);
  }
  const detail = await readDetail();
  checkpoint();
  const { region, matte } = view;
  const inSource = {
    left: region.left + (box.left * region.width) / matte.width,
    top: region.top + (box.top * region.height) / matte.height,
    width: (box.width * region.width) / matte.width,
    height: (box.height * region.height) / matte.height,
  };
  return {
    source,
    detail,
    by: { view },
    // Half a pixel of the analysis more on every side: the edge may lie anywhere in the outermost one.
    rough: growBox(
      regionIn(inSource, source.photo, detail),
      0,
      (0.5 * detail.width * region.width) / matte.width / source.photo.width,
      detail,
    ),
    path: view.plain ? 'plain-background' : 'neural',
    confidence: confidenceOf(signs),
  };
}
