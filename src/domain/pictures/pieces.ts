// Fingerprints in four pieces of 16 bits, by which those that are few bits apart are found through an index.
// Must not know where pictures are kept.

/**
 * Fingerprints this many bits apart or fewer are found without fail: of four 16-bit pieces one then differs in at most one
 * bit, and all values one bit away from each piece are looked up.
 */
export const farthest = 7;

/** The four 16-bit pieces of a fingerprint; nulls where there is none yet. */
export const bandsOf = (fingerprint: string): (number | null)[] =>
  [0, 4, 8, 12].map((at) => (fingerprint === '' ? null : Number.parseInt(fingerprint.slice(at, at + 4), 16)));

export const withOneBitFlipped = (piece: number): number[] => [
  piece,
  ...Array.from({ length: 16 }, (_, bit) => piece ^ (1 << bit)),
];
