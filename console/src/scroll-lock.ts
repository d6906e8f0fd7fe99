// Stands in for the component library's way to hold a page still behind a drawer or window, which writes a style element
// without the page's nonce: the content policy refuses that one. Here properties of the body are set from script, which it
// allows. Several may be open at once: the page moves again when the last is closed. Must not know what is open.
import { useLayoutEffect } from 'react';
import { measure } from './scroll-bar.ts';

let open = 0;
let before = { overflowY: '', width: '' };

function hold(): () => void {
  const { style } = document.body;
  if (open === 0) {
    before = { overflowY: style.overflowY, width: style.width };
    const overflows = document.body.scrollHeight > innerHeight && innerWidth > document.body.offsetWidth;
    // The scroll bar goes away: what is behind must not jump by its width.
    if (overflows) style.width = `calc(100% - ${measure(document.body).width}px)`;
    style.overflowY = 'hidden';
  }
  open += 1;
  return () => {
    open -= 1;
    if (open === 0) Object.assign(style, before);
  };
}

/** Holds the page still while `lock` is true. */
export default function useScrollLocker(lock: unknown): void {
  const held = Boolean(lock);
  useLayoutEffect(() => (held ? hold() : undefined), [held]);
}
