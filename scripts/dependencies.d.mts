export interface Dependency {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string | null;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly integrity: string | null;
  readonly needs: readonly string[];
}
export function readDependencies(): Dependency[];
