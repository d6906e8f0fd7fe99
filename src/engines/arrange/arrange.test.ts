import { describe, expect, it } from 'vitest';
import { bitmap, drawing, everyKind } from '../../../test/support/spoilt-pictures.js';
import { extract, place } from './index.js';

const box = { left: 0, top: 0, right: 63, bottom: 47 };
const at = { scale: 0.5, shiftX: 0, shiftY: 0, size: 64 };

describe('place', () => {
  it('takes a ground of every kind', async () => {
    const subject = await drawing(64, 48).png().toBuffer();
    for (const [kind, ground] of await everyKind()) {
      const { width, height } = await place({ ...at, subject, ground });
      expect([kind, width, height]).toEqual([kind, 64, 64]);
    }
  });

  it('refuses a subject or a ground that is damaged', async () => {
    const whole = bitmap({ width: 64, height: 48 });
    const cut = (await drawing(64, 48).jpeg().toBuffer()).subarray(0, -100);
    await expect(place({ ...at, subject: cut, ground: whole })).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    await expect(place({ ...at, subject: whole, ground: cut })).rejects.toMatchObject({ code: 'BAD_IMAGE' });
  });
});

describe('extract', () => {
  it('refuses a photo whose header is whole and whose pixels are not', async () => {
    const photo = await drawing(64, 48).jpeg().toBuffer();
    await expect(extract({ image: photo.subarray(0, photo.length - 100), box, longSide: 64 })).rejects.toMatchObject({
      code: 'BAD_IMAGE',
    });
  });
});
