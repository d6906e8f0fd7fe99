// A small word with a colour of its own: the state of a step, of a card. Contrast 4.5 : 1 in both themes. Must not know which.
import type { ReactNode } from 'react';

export type MarkKind = 'good' | 'bad' | 'busy' | 'plain';

export function Mark({ kind, children }: { readonly kind: MarkKind; readonly children: ReactNode }) {
  return <span className={`mark mark-${kind}`}>{children}</span>;
}
