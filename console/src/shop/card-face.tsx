// A card as people see it: colour, benefit, validity. Must not know where it is shown.
import { useWords } from '../words/index.tsx';
import { dayOf, type Face, type Validity } from './shop.tsx';

export function CardFace(props: { readonly face: Face; readonly validity?: Validity; readonly note?: string }) {
  const words = useWords();
  const { face, validity, note } = props;
  const { figure, unit, condition } = face.benefit;
  return (
    <div className="card-face" ref={(box) => box?.style.setProperty('--card', face.colour)}>
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
              ? `${words.validDays} ${validity.days} ${words.days}`
              : `${dayOf(validity.from)} – ${dayOf(validity.until)}`}
          </span>
        )}
        {note && <em>{note}</em>}
      </div>
    </div>
  );
}
