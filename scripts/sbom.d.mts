export interface Component {
  readonly name: string;
  readonly 'bom-ref': string;
  readonly hashes?: readonly { readonly content: string }[];
  readonly licenses?: readonly unknown[];
}
export function makeSbom(): {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};
