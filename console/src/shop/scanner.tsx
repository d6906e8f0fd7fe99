// Scans a QR code for the follower's phone: its address pasted, a picture pasted or chosen, the camera, or the screen.
// Pictures are read by the server; must not open what it found.
import { App, Button, Input, Modal, Space } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api.ts';
import { useWords } from '../words/index.tsx';

async function textIn(picture: Blob): Promise<string | null> {
  const answer = await call('POST', 'codes/read', { body: picture });
  const { texts } = (await answer.json()) as { texts: string[] };
  return texts[0] ?? null;
}

/** The picture a video shows now. */
function frameOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
}

/** Shows a stream and reads a picture of it every 0.7 s until a code is found. */
function Watch(props: {
  readonly stream: MediaStream;
  readonly onFound: (text: string) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const { stream, onFound, onClose } = props;
  useEffect(() => {
    let gone = false;
    if (video.current) video.current.srcObject = stream;
    const look = async (): Promise<void> => {
      const shown = video.current;
      if (gone || shown === null) return;
      if (shown.videoWidth > 0) {
        const picture = await frameOf(shown);
        const text = picture === null ? null : await textIn(picture).catch(() => null);
        if (text !== null && !gone) return onFound(text);
      }
      setTimeout(() => void look(), 700);
    };
    void look();
    return () => {
      gone = true;
      for (const track of stream.getTracks()) track.stop();
    };
  }, [stream, onFound]);
  return (
    <Modal open title={words.scan} footer={null} onCancel={onClose} width={640}>
      <video ref={video} className="scan-video" autoPlay playsInline muted aria-label={words.scan} />
      <p className="hint">{words.scanWaiting}</p>
    </Modal>
  );
}

export function Scanner({ onFound }: { readonly onFound: (address: string) => void }) {
  const words = useWords();
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [stream, setStream] = useState<MediaStream | null>(null);
  const read = useCallback(
    async (picture: Blob) => {
      try {
        const found = await textIn(picture);
        if (found === null) message.warning(words.noCodeFound);
        else onFound(found);
      } catch (error) {
        message.error((error as Error).message);
      }
    },
    [message, onFound, words],
  );
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith('image/'));
      if (picture === undefined) return;
      event.preventDefault();
      void read(picture);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [read]);
  const watch = async (open: () => Promise<MediaStream>) => {
    try {
      setStream(await open());
    } catch (error) {
      message.error(`${words.noCamera} (${(error as Error).message})`);
    }
  };
  const found = useCallback(
    (address: string) => {
      setStream(null);
      onFound(address);
    },
    [onFound],
  );
  return (
    <>
      <Space.Compact block>
        <Input
          aria-label={words.scan}
          placeholder={words.scanHint}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => onFound(text)}
        />
        <Button type="primary" onClick={() => onFound(text)}>
          {words.scan}
        </Button>
      </Space.Compact>
      <Space wrap>
        <Button onClick={() => input.current?.click()}>{words.scanPicture}</Button>
        <Button
          onClick={() =>
            void watch(() => navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }))
          }
        >
          {words.scanCamera}
        </Button>
        <Button onClick={() => void watch(() => navigator.mediaDevices.getDisplayMedia({ video: true }))}>
          {words.scanScreen}
        </Button>
      </Space>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={words.scanPicture}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void read(file);
        }}
      />
      {stream && <Watch stream={stream} onFound={found} onClose={() => setStream(null)} />}
    </>
  );
}
