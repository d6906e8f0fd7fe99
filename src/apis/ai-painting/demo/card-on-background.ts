// Lays a coupon card on a painted background, as a campaign page would show the two.
// Must not know how either was made.
import sharp from 'sharp';

/** Edge of the card as a share of the background's shorter side. */
const share = 0.52;
/** Share of a wide background, from its left side, that the painter keeps calm for it. */
const calm = 0.42;

/** A PNG of the background's size with the card, rounded and with a shadow: where a wide one is calm, else below the middle. */
export async function cardOnBackground(background: Uint8Array, card: Uint8Array): Promise<Buffer> {
  const { width, height } = await sharp(background).metadata();
  const edge = Math.round(Math.min(width, height) * share);
  const corner = Math.round(edge * 0.06);
  const soft = Math.round(edge * 0.05);
  const frame = (fill: string): Buffer =>
    Buffer.from(
      `<svg width="${edge}" height="${edge}"><rect width="${edge}" height="${edge}" rx="${corner}" fill="${fill}"/></svg>`,
    );
  const rounded = await sharp(card)
    .resize(edge, edge, { fit: 'cover' })
    .composite([{ input: frame('#fff'), blend: 'dest-in' }])
    .png()
    .toBuffer();
  const shadow = await sharp(frame('rgba(0,0,0,0.45)'))
    .extend({ top: 2 * soft, bottom: 2 * soft, left: 2 * soft, right: 2 * soft, background: 'rgba(0,0,0,0)' })
    .blur(soft)
    .png()
    .toBuffer();
  const wide = width > height * 1.2;
  const left = Math.round(((wide ? width * calm : width) - edge) / 2);
  const top = Math.round((height - edge) * (wide ? 0.5 : 0.62));
  return sharp(background)
    .composite([
      { input: shadow, left: left - 2 * soft, top: top - 2 * soft + Math.round(soft / 2) },
      { input: rounded, left, top },
    ])
    .png()
    .toBuffer();
}
