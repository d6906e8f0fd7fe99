// What this room's section of sandbox.json holds, for programs written in TypeScript.
// Must not hold values.
export interface AppSection {
  readonly appid: string;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly originalId: string;
  readonly followers: readonly { readonly openid: string; readonly username: string }[];
  readonly counterPath: string;
  readonly walletPath: string;
}
