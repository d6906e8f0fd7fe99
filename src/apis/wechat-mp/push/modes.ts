// How an account wants pushes written: plain, plain with the encrypted text beside it, or encrypted only; as XML or JSON.
// Must not write anything. At the vendor this is chosen in the console: 明文模式, 兼容模式, 安全模式; 数据格式 XML or JSON.

export interface PushMode {
  readonly seal: 'plain' | 'compatible' | 'safe';
  readonly format: 'xml' | 'json';
}

/** The texts an endpoint's style may have. */
export const pushModes: ReadonlyMap<string, PushMode> = new Map(
  (['plain', 'compatible', 'safe'] as const).flatMap((seal): [string, PushMode][] => [
    [seal, { seal, format: 'xml' }],
    [`${seal}+json`, { seal, format: 'json' }],
  ]),
);
