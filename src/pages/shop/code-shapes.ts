// Codes as vector drawings inside a page: sharp on every screen, no picture to load.
// Must not make codes: modules and bars are handed in.
import { type Html, trusted } from '../../http/html.js';

/** Dark modules joined to runs; three modules of quiet zone around what the engine gives, which has one. */
export function squareShape(modules: readonly (readonly boolean[])[], label: string): Html {
  const quiet = 3;
  const size = modules.length + 2 * quiet;
  const runs: string[] = [];
  modules.forEach((row, y) => {
    let x = 0;
    while (x < row.length) {
      if (!row[x]) {
        x++;
        continue;
      }
      let end = x;
      while (row[end]) end++;
      runs.push(`M${x + quiet} ${y + quiet}h${end - x}v1h-${end - x}z`);
      x = end;
    }
  });
  return shape(size, size, runs.join(''), label, 'xMidYMid meet');
}

/** Bars of full height, ten modules of quiet zone on either side. */
export function barsShape(bars: readonly number[], label: string): Html {
  const quiet = 10;
  const runs: string[] = [];
  let x = quiet;
  bars.forEach((width, index) => {
    if (index % 2 === 0) runs.push(`M${x} 0h${width}v1h-${width}z`);
    x += width;
  });
  return shape(x + quiet, 1, runs.join(''), label, 'none');
}

const shape = (width: number, height: number, path: string, label: string, ratio: string): Html =>
  trusted(
    `<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="${ratio}" shape-rendering="crispEdges" role="img" aria-label="${label}"><path fill="#fff" d="M0 0h${width}v${height}H0z"/><path d="${path}"/></svg>`,
  );
