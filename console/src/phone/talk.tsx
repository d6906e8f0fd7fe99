// The chat between a follower and the account: what came, what the follower said and what became of that, and a line to say more.
// Must not tell the account anything: the server does, and its answer comes into the chat by itself.
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { CardFace } from '../shop/card-face.tsx';
import { type Content, MessageBody } from '../shop/message-body.tsx';
import type { Face } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

export interface TalkItem {
  readonly id: number;
  readonly at: number;
  readonly purpose: string;
  readonly withdrawn: boolean;
  readonly told: 'due' | 'delivered' | 'exhausted' | null;
  readonly content: Content;
}

/** After so long a silence (ms) the chat says when it went on. */
const silence = 300_000;

/** Newest first, as the server hands them out; the newest stands at the bottom and is scrolled to. */
export function Talk(props: {
  readonly shop: Shop;
  readonly items: readonly TalkItem[];
  readonly faces: Readonly<Record<string, Face & { readonly address: string }>>;
  readonly onOpen: (address: string) => void;
}) {
  const words = useWords();
  const { shop, items, faces, onOpen } = props;
  const end = useRef<HTMLDivElement>(null);
  const newest = items[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when something new has come, and only then
  useEffect(() => {
    const screen = end.current?.parentElement;
    if (screen) screen.scrollTop = screen.scrollHeight;
  }, [newest]);
  if (items.length === 0) return <p className="phone-empty">{words.noMessages}</p>;
  return (
    <>
      {[...items].reverse().map((item, at, all) => {
        const said = item.purpose === 'said';
        const face = item.content.offer === undefined ? undefined : faces[item.content.offer];
        return (
          <div key={item.id} className={said ? 'bubble-line bubble-said' : 'bubble-line'}>
            {item.at - (all[at - 1]?.at ?? 0) > silence && <time>{new Date(item.at).toLocaleString()}</time>}
            {item.withdrawn ? (
              <em>{words.withdrawn}</em>
            ) : face ? (
              <button type="button" className="bubble-card" onClick={() => onOpen(face.address)}>
                <CardFace face={face} />
              </button>
            ) : (
              <p className="bubble">
                <MessageBody shop={shop} content={item.content} onOpen={onOpen} />
              </p>
            )}
            {said && item.told === 'due' && <small>{words.beingTold}</small>}
            {said && item.told === null && <small>{words.toldNobody}</small>}
            {item.told === 'exhausted' && <p className="bubble-notice">{words.outOfService}</p>}
          </div>
        );
      })}
      <div ref={end} className="talk-end" />
    </>
  );
}

/** Bytes of UTF-8 the server takes at once. */
const longest = 2_048;

export function SayLine({ shop, follower }: { readonly shop: Shop; readonly follower: string }) {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const tooLong = new TextEncoder().encode(text).length > longest;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || tooLong || sending) return;
    setSending(true);
    try {
      await sendJson('POST', shopPath(shop, `followers/${encodeURIComponent(follower)}/said`), { text });
      setText('');
      await client.invalidateQueries({ queryKey: ['phone', shop.number, follower] });
    } catch (error) {
      message.error((error as Error).message);
    }
    setSending(false);
  };
  return (
    <form className="say-line" onSubmit={(event) => void send(event)}>
      <input
        aria-label={words.sayPlaceholder}
        placeholder={words.sayPlaceholder}
        value={text}
        autoComplete="off"
        enterKeyHint="send"
        aria-invalid={tooLong}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" disabled={text.trim() === '' || tooLong || sending}>
        {words.send}
      </button>
      {tooLong && <p role="alert">{words.tooLongToSay}</p>}
    </form>
  );
}
