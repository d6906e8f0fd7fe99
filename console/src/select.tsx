// Drop-down lists whose open list has its field's name, which the component library leaves out: a reader of the screen would say
// only "list". Must not know what is chosen.
import { type AutoCompleteProps, AutoComplete as BareAutoComplete, Select as BareSelect, type SelectProps } from 'antd';
import { type ReactElement, type ReactNode, useLayoutEffect, useRef } from 'react';

function Named({ children }: { children: ReactNode }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  // After every drawing: an empty list and a filled one are two elements.
  useLayoutEffect(() => {
    const list = place.current?.querySelector('[role=listbox]');
    const field = document.querySelector<HTMLInputElement>(`[aria-controls="${CSS.escape(list?.id ?? '')}"]`);
    const name = field?.getAttribute('aria-label') ?? field?.labels?.[0]?.textContent;
    if (name) list?.setAttribute('aria-label', name);
  });
  return <div ref={place}>{children}</div>;
}

const named = (list: ReactElement): ReactElement => <Named>{list}</Named>;

export const Select = <V, O extends NonNullable<SelectProps<V>['options']>[number]>(
  props: SelectProps<V, O>,
): ReactNode => <BareSelect<V, O> popupRender={named} {...props} />;

export const AutoComplete = (props: AutoCompleteProps): ReactNode => (
  <BareAutoComplete popupRender={named} {...props} />
);
