// The frame of a drawing. Must not know what is drawn.

/** A drawing 256 units square. */
export const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 256 256">${body}</svg>`;
