// What a message says, when it is no card: a text, a picture, links, an article. Must not know where it is shown.
import type { MouseEvent } from 'react';
import { type Shop, shopPath } from '../lists.ts';
import { useWords } from '../words/index.tsx';

export interface Content {
  readonly kind: string;
  readonly text?: string;
  readonly offer?: string;
  readonly media?: string;
  readonly links?: readonly {
    readonly title: string;
    readonly summary: string;
    readonly url: string;
    readonly picture: string;
  }[];
}

/** An address as a page of this server; null for any other. */
export function onlyOurs(address: string): string | null {
  try {
    const url = new URL(address, location.origin);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

const onTheWeb = (address: string): boolean => /^https?:\/\//.test(address);

export function MessageBody(props: {
  readonly shop: Shop;
  readonly content: Content;
  /** Opens a page of this server in its own way; others open in a new window. */
  readonly onOpen?: (address: string) => void;
}) {
  const words = useWords();
  const { shop, content, onOpen } = props;
  if (content.media !== undefined && content.kind === 'image') {
    const source = `/api/${shopPath(shop, `media/${encodeURIComponent(content.media)}`)}`;
    return <img className="message-picture" src={source} alt={words.pictureMessage} />;
  }
  if (content.links === undefined)
    return content.text ?? (content.kind === 'articles' ? words.articleMessage : content.kind);
  return (
    <span className="message-links">
      {content.links.map(({ title, summary, url, picture }, at) => {
        const shown = onlyOurs(picture);
        const page = onlyOurs(url);
        const inside = (
          <>
            {picture !== '' && shown !== null && <img src={shown} alt="" />}
            <b>{title}</b>
            {summary !== '' && <small>{summary}</small>}
          </>
        );
        const open = (event: MouseEvent) => {
          if (page === null || onOpen === undefined) return;
          event.preventDefault();
          onOpen(page);
        };
        return onTheWeb(url) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: an account may send the same link twice, and a message never changes
          <a key={at} href={url} target="_blank" rel="noreferrer" onClick={open}>
            {inside}
          </a>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={at}>{inside}</span>
        );
      })}
    </span>
  );
}
