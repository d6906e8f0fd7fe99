// What this room's section of sandbox.json holds, for programs written in TypeScript.
// Must not hold values.
export interface SpaceSection {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly shopId: string;
  readonly owner: string;
  readonly passphrase: string;
  readonly categoryId: string;
  readonly unauthorized: { readonly shopId: string; readonly owner: string; readonly passphrase: string };
}
