// Types of the public clients that bring none, as far as the tests use them.
declare module 'wechat-crypto' {
  export default class WXBizMsgCrypt {
    constructor(token: string, encodingAesKey: string, id: string);
    getSignature(timestamp: string, nonce: string, encrypt: string): string;
    encrypt(text: string): string;
    decrypt(text: string): { message: string; id: string };
  }
}

declare module 'co-wechat' {
  interface Context {
    method: string;
    query: Record<string, string>;
    request: { body: string };
    status?: number;
    body?: string;
    type?: string;
  }
  export default function wechat(config: { token: string; appid: string; encodingAESKey?: string }): {
    middleware(
      handle: (message: Record<string, string>, context: Context) => Promise<unknown>,
    ): (context: Context, next: () => Promise<void>) => Promise<void>;
  };
}
