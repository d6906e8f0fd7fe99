// A card as people see it: colour, benefit, validity. Must not know where it is shown.

import { dayOf } from '../day.ts';
import { useWords } from '../words/index.tsx';
import type { Face, Validity } from './shop.tsx';

const linear = (byte: number): number => (byte <= 10 ? byte / 3_294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);

/** The colour itself, or as little darker as white letters on it need to be read (4.5 : 1). */
function readableUnderWhite(colour: string): string {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1);
  if (parts === undefined) return '#0a7a55';
  const bytes = parts.map((part) => Number.parseInt(part, 16));
  for (let share = 1; share > 0; share -= 0.04) {
    const [red = 0, green = 0, blue = 0] = bytes.map((byte) => Math.round(byte * share));
    const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    if (1.05 / (luminance + 0.05) >= 4.6) return `rgb(${red} ${green} ${blue})`;
  }
  return '#000';
}

export function CardFace(props: { readonly face: Face; readonly validity?: Validity; readonly note?: string }) {
  const words = useWords();
  const { face, validity, note } = props;
  const { figure, unit, condition } = face.benefit;
  return (
    <div className="card-face" ref={(box) => box?.style.setProperty('--card', readableUnderWhite(face.colour))}>
      <div className="card-face-main">
        <span className="card-face-brand">{face.brand}</span>
        <p className="card-face-benefit">
          <b>{figure}</b>
          <span>{unit}</span>
        </p>
        <span>{condition || face.title}</span>
      </div>
      <div className="card-face-side">
        <strong>{face.title}</strong>
        {validity && (
          <span>
            {validity.kind === 'term'
              ? words.validAfterClaim.replace('{n}', String(validity.days))
              : `${dayOf(validity.from)} – ${dayOf(validity.until)}`}
          </span>
        )}
        {note && <em>{note}</em>}
      </div>
    </div>
  );
}
