// Components whose code is loaded when they are first needed, or a moment earlier when somebody is about to need them.
// React's own `lazy` holds what comes after a placeholder back until 300 ms have gone by, and with it the page's first
// question to the server; these are drawn the moment they are there. Must not know what is loaded.
import { Skeleton } from 'antd';
import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react';

export interface Late<P> {
  (props: P): ReactNode;
  /** Loads the code now, until it can be drawn; a failure shows when the component is drawn, which tries again. */
  preload(): Promise<void>;
}

export function late<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): Late<P> {
  let there: ComponentType<P> | undefined;
  let coming: Promise<void> | undefined;
  const fetched = (): Promise<void> => {
    coming ??= load().then(
      (code) => {
        there = code.default;
      },
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    );
    return coming;
  };
  function LateComponent(props: P): ReactNode {
    const [failure, setFailure] = useState<unknown>();
    const [arrived, setArrived] = useState(there !== undefined);
    useEffect(() => {
      if (!arrived) fetched().then(() => setArrived(true), setFailure);
    }, [arrived]);
    if (failure !== undefined) throw failure;
    return there === undefined ? <Skeleton active /> : createElement(there, props);
  }
  return Object.assign(LateComponent, { preload: () => fetched().catch(() => undefined) });
}
