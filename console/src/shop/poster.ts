// A poster with a QR code as one SVG text: the same drawing is the preview, the vector file and, drawn once, the PNG.
// Pure but for drawing; must not know where the code leads.

export interface PosterSpec {
  readonly brand: string;
  readonly headline: string;
  readonly line: string;
  /** What to do, below the code. */
  readonly call: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Rows of the code, `1` is dark. */
  readonly modules: readonly string[];
  /** Data address of a picture at the top; null = none. */
  readonly picture: string | null;
}

/** Pixels of the PNG; the proportions of a sheet of the A series. */
export const posterWidth = 1240;
export const posterHeight = 1754;

const safe = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '');

/** Width of a text in halves of a Han character. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/[\u1100-\uffe6]/.test(sign) ? 2 : 1.15), 0);
const fitting = (text: string, width: number, most: number): number =>
  Math.min(most, Math.floor((2 * width) / Math.max(1, widthOf(text))));

/** The modules as one path of horizontal runs. */
function pathOf(modules: readonly string[], left: number, top: number, size: number): string {
  const step = size / modules.length;
  const runs: string[] = [];
  for (const [y, row] of modules.entries()) {
    for (const run of row.matchAll(/1+/g)) {
      runs.push(
        `M${(left + run.index * step).toFixed(2)} ${(top + y * step).toFixed(2)}h${(run[0].length * step).toFixed(2)}v${(step + 0.05).toFixed(2)}h${(-run[0].length * step).toFixed(2)}z`,
      );
    }
  }
  return runs.join('');
}

const font = `font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"`;

export function posterSvg(spec: PosterSpec): string {
  const { brand, headline, line, call, colour, modules, picture } = spec;
  const middle = posterWidth / 2;
  const text = (content: string, y: number, size: number, weight: number, fill: string): string =>
    content === ''
      ? ''
      : `<text x="${middle}" y="${y}" text-anchor="middle" font-size="${fitting(content, 1_060, size)}" font-weight="${weight}" fill="${fill}" ${font}>${safe(content)}</text>`;
  const panelTop = picture === null ? 610 : 790;
  const codeSize = picture === null ? 640 : 520;
  const codeTop = panelTop + (picture === null ? 120 : 90);
  const codeLeft = middle - codeSize / 2;
  const head =
    picture === null
      ? text(brand, 170, 54, 500, '#ffffff') +
        text(headline, 350, 150, 800, '#ffffff') +
        text(line, 470, 60, 400, '#ffffff')
      : `<clipPath id="p"><rect width="${posterWidth}" height="560"/></clipPath>
<image href="${picture}" width="${posterWidth}" height="560" preserveAspectRatio="xMidYMid slice" clip-path="url(#p)"/>
${text(headline, 672, 92, 800, '#ffffff')}${text(`${brand}${brand && line ? ' · ' : ''}${line}`, 744, 42, 400, '#ffffff')}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${posterWidth} ${posterHeight}" width="${posterWidth}" height="${posterHeight}">
<rect width="${posterWidth}" height="${posterHeight}" fill="${safe(colour)}"/>
${head}
<rect x="90" y="${panelTop}" width="${posterWidth - 180}" height="${posterHeight - panelTop - 90}" rx="48" fill="#ffffff"/>
<path d="${pathOf(modules, codeLeft, codeTop, codeSize)}" fill="#101614"/>
${text(call, codeTop + codeSize + 130, 64, 600, '#14201c')}
</svg>`;
}

/** Draws the poster as PNG. @throws Error when the browser cannot draw it */
export async function posterPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = posterWidth;
    canvas.height = posterHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, posterWidth, posterHeight);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png === null) throw new Error('the poster cannot be drawn');
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A picture of this server as a data address, so that the poster holds it itself; null when it cannot be read. */
export async function dataAddress(address: string): Promise<string | null> {
  try {
    const { pathname, search } = new URL(address, location.origin);
    const bytes = await (await fetch(pathname + search)).blob();
    return await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.onerror = () => resolve(null);
      reader.readAsDataURL(bytes);
    });
  } catch {
    return null;
  }
}
