// Before and after in one picture, with a slider between them. Must not know what was done.
import { useState } from 'react';

export function Compare(props: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
  readonly ratio: number;
}) {
  const [share, setShare] = useState(50);
  return (
    <div className="compare" ref={(box) => box?.style.setProperty('--share', `${share}%`)}>
      <div className="compare-frame" ref={(box) => box?.style.setProperty('aspect-ratio', String(props.ratio))}>
        <img className="checker" src={props.after} alt="" />
        <img className="compare-before" src={props.before} alt="" />
        <span className="compare-bar" />
      </div>
      <input
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={props.label}
        onChange={(event) => setShare(Number(event.target.value))}
      />
    </div>
  );
}
