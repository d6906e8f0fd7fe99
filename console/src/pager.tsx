// Turns the pages of a list that the server hands out piece by piece: where each page began, and where the next one does.
// Must not know what is listed.
import { Button } from 'antd';
import { useState } from 'react';
import { useWords } from './words/index.tsx';

export interface Pages<C> {
  /** What the shown page goes on from; undefined = the first page. */
  readonly cursor: C | undefined;
  /** Pages before this one. */
  readonly before: number;
  readonly previous: () => void;
  readonly next: (cursor: C) => void;
  readonly first: () => void;
}

export function usePages<C>(): Pages<C> {
  const [cursors, setCursors] = useState<readonly C[]>([]);
  return {
    cursor: cursors.at(-1),
    before: cursors.length,
    previous: () => setCursors((known) => known.slice(0, -1)),
    next: (cursor) => setCursors((known) => [...known, cursor]),
    first: () => setCursors([]),
  };
}

export function Pager<C>(props: {
  readonly pages: Pages<C>;
  /** Where the next page begins; null or undefined = this is the last. */
  readonly next: C | null | undefined;
  /** Rows shown, rows of a full page, and rows altogether where that is known. */
  readonly shown: number;
  readonly size: number;
  readonly total?: number | undefined;
}) {
  const words = useWords();
  const { pages, next, shown, size, total } = props;
  const last = next === null || next === undefined;
  if (pages.before === 0 && last) return null;
  const from = pages.before * size;
  return (
    <nav className="pager" aria-label={words.pages}>
      <Button disabled={pages.before === 0} onClick={pages.previous}>
        {words.previous}
      </Button>
      <span className="hint" aria-live="polite">
        {`${(from + 1).toLocaleString()} – ${(from + shown).toLocaleString()}`}
        {total !== undefined && ` / ${total.toLocaleString()}`}
      </span>
      <Button disabled={last} onClick={() => !last && pages.next(next)}>
        {words.next}
      </Button>
    </nav>
  );
}
