// Repairs a cut-out by hand: paint the product back in, or rub the background away. Must not store; it hands a PNG on.
import { Button, Segmented, Slider, Space } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../words/index.tsx';

interface Props {
  /** The cut-out to repair. */
  readonly cutout: string;
  readonly onDone: (png: Blob) => Promise<void>;
  readonly onCancel: () => void;
}

export function MatteBrush({ cutout, onDone, onCancel }: Props) {
  const words = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  /** The cut-out's own colours, opaque: what comes back where the brush restores. */
  const source = useRef<HTMLImageElement | null>(null);
  const [mode, setMode] = useState<'erase' | 'restore'>('erase');
  const [radius, setRadius] = useState(32);
  const [history, setHistory] = useState<ImageData[]>([]);
  const [busy, setBusy] = useState(false);
  const last = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    const image = new Image();
    image.onload = () => {
      const context = canvas.current?.getContext('2d', { willReadFrequently: true });
      if (!canvas.current || !context) return;
      canvas.current.width = image.naturalWidth;
      canvas.current.height = image.naturalHeight;
      context.drawImage(image, 0, 0);
      source.current = image;
    };
    image.src = cutout;
  }, [cutout]);

  const place = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = event.currentTarget.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  };
  const stroke = (to: { x: number; y: number }) => {
    const context = canvas.current?.getContext('2d');
    const image = source.current;
    if (!context || !image) return;
    const from = last.current ?? to;
    context.save();
    context.lineCap = 'round';
    context.lineWidth = radius * 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    if (mode === 'erase') {
      context.globalCompositeOperation = 'destination-out';
      context.stroke();
    } else {
      const pattern = context.createPattern(image, 'no-repeat');
      if (pattern) {
        context.strokeStyle = pattern;
        context.stroke();
      }
    }
    context.restore();
    last.current = to;
  };
  const begin = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const context = event.currentTarget.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const before = context.getImageData(0, 0, event.currentTarget.width, event.currentTarget.height);
    setHistory((known) => [...known.slice(-9), before]);
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = null;
    stroke(place(event));
  };
  const undo = () => {
    const before = history.at(-1);
    if (before === undefined) return;
    canvas.current?.getContext('2d')?.putImageData(before, 0, 0);
    setHistory(history.slice(0, -1));
  };
  const finish = () => {
    setBusy(true);
    canvas.current?.toBlob((png) => {
      if (png === null) return setBusy(false);
      void onDone(png).finally(() => setBusy(false));
    }, 'image/png');
  };
  return (
    <div className="brush">
      <canvas
        ref={canvas}
        className="checker brush-canvas"
        role="img"
        aria-label={words.repairCutout}
        onPointerDown={begin}
        onPointerMove={(event) => {
          if (event.buttons === 1) stroke(place(event));
        }}
        onPointerUp={() => {
          last.current = null;
        }}
      />
      <Space wrap className="brush-tools">
        <Segmented
          value={mode}
          onChange={setMode}
          options={[
            { value: 'erase', label: words.brushErase },
            { value: 'restore', label: words.brushRestore },
          ]}
        />
        <span className="brush-size">
          {words.brushSize}
          <Slider min={4} max={120} value={radius} onChange={setRadius} ariaLabelForHandle={words.brushSize} />
        </span>
        <Button disabled={history.length === 0} onClick={undo}>
          {words.undo}
        </Button>
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button type="primary" loading={busy} onClick={finish}>
          {words.save}
        </Button>
      </Space>
    </div>
  );
}
