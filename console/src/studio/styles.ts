// The painting styles the studio offers, with the thumbnails the gallery script draws. Must not know how they are painted.
const names: readonly (readonly [string, string, string])[] = [];

export const styles = names.map(([name, english, file]) => ({
  name,
  english,
  thumbnail: `/console/styles/${file}.webp`,
}));
