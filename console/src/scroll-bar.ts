// Stands in for the component library's measuring of scroll bars, which writes a style element without the page's nonce:
// the content policy refuses that one. Here the same box is measured with properties set from script, which it allows.
interface Size {
  readonly width: number;
  readonly height: number;
}

export function measure(target?: Element): Size {
  const box = document.createElement('div');
  Object.assign(box.style, {
    position: 'absolute',
    left: '0',
    top: '0',
    width: '100px',
    height: '100px',
    overflow: 'scroll',
  });
  if (target !== undefined) {
    const { scrollbarColor, scrollbarWidth } = getComputedStyle(target);
    Object.assign(box.style, { scrollbarColor, scrollbarWidth });
  }
  document.body.append(box);
  const size = { width: box.offsetWidth - box.clientWidth, height: box.offsetHeight - box.clientHeight };
  box.remove();
  return size;
}

let known: Size | undefined;

/** Width (px) of a scroll bar of the page. */
export default function getScrollBarSize(fresh?: boolean): number {
  if (fresh || known === undefined) known = measure();
  return known.width;
}

/**
 * Asked by every table when it has been drawn, for heads that stay while the rows move. No table here has one: measuring would
 * lay the page out before it is complete, and the answer would draw the table a second time.
 */
export const getTargetScrollBarSize = (): Size => ({ width: 0, height: 0 });
