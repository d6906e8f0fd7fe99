// The poster of a QR code: words and colour beside the drawing as it will be printed, saved as PNG or SVG.
// Must not know where the code leads.
import { App, Button, ColorPicker, Form, Input, Space } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useWords } from '../words/index.tsx';
import { saveAs } from './code-lines.ts';
import { dataAddress, posterPng, posterSvg } from './poster.ts';

export function PosterMaker(props: {
  readonly modules: readonly string[];
  readonly name: string;
  readonly brand: string;
  readonly headline: string;
  readonly line: string;
  readonly colour: string;
  readonly picture: string | null;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const [spec, setSpec] = useState({
    brand: props.brand,
    headline: props.headline,
    line: props.line,
    call: words.posterCall as string,
    colour: props.colour,
  });
  const [picture, setPicture] = useState<string | null>(null);
  const { modules } = props;
  useEffect(() => {
    let gone = false;
    if (props.picture !== null) {
      void dataAddress(props.picture).then((data) => {
        if (!gone) setPicture(data);
      });
    }
    return () => {
      gone = true;
    };
  }, [props.picture]);
  const svg = useMemo(() => posterSvg({ ...spec, modules, picture }), [spec, modules, picture]);
  const [preview, setPreview] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    setPreview(url);
    return () => URL.revokeObjectURL(url);
  }, [svg]);
  const field = (label: string, key: 'brand' | 'headline' | 'line' | 'call') => (
    <Form.Item label={label} htmlFor={`poster-${key}`}>
      <Input
        id={`poster-${key}`}
        maxLength={30}
        value={spec[key]}
        onChange={(event) => setSpec({ ...spec, [key]: event.target.value })}
      />
    </Form.Item>
  );
  const file = `${props.name || 'poster'}`.replace(/[\\/:*?"<>|]/g, '-');
  return (
    <div className="poster-maker">
      <div className="poster-view">{preview && <img src={preview} alt={words.poster} />}</div>
      <Form layout="vertical">
        {field(words.posterHeadline, 'headline')}
        {field(words.posterLine, 'line')}
        {field(words.brandName, 'brand')}
        {field(words.posterCallLabel, 'call')}
        <Form.Item label={words.colour}>
          <ColorPicker
            disabledAlpha
            format="hex"
            showText
            value={spec.colour}
            onChange={(colour) => setSpec({ ...spec, colour: colour.toHexString().slice(0, 7) })}
          />
        </Form.Item>
        <Space wrap>
          <Button
            type="primary"
            onClick={() =>
              void posterPng(svg)
                .then((png) => saveAs(`${file}.png`, png))
                .catch((error: Error) => message.error(error.message))
            }
          >
            {words.savePng}
          </Button>
          <Button onClick={() => saveAs(`${file}.svg`, new Blob([svg], { type: 'image/svg+xml' }))}>
            {words.saveSvg}
          </Button>
        </Space>
      </Form>
    </div>
  );
}
