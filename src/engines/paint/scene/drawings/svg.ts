// The frame of a drawing and its gradients. Must not know what is drawn.

/** A drawing 256 units square. */
export const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">${body}</svg>`;

const stops = (colours: readonly string[]): string =>
  colours.map((colour, i) => `<stop offset="${i / Math.max(1, colours.length - 1)}" stop-color="${colour}"/>`).join('');

/** A gradient from left to right. */
export const across = (id: string, ...colours: readonly string[]): string =>
  `<linearGradient id="${id}" x1="0" x2="1" y1="0" y2="0">${stops(colours)}</linearGradient>`;

/** A gradient from top to bottom. */
export const down = (id: string, ...colours: readonly string[]): string =>
  `<linearGradient id="${id}" x1="0" x2="0" y1="0" y2="1">${stops(colours)}</linearGradient>`;

/** A ball lit from the upper left. */
export const ball = (id: string, ...colours: readonly string[]): string =>
  `<radialGradient id="${id}" cx=".36" cy=".28" r=".8">${stops(colours)}</radialGradient>`;
