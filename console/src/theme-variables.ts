// Stands in for the component library's hook that writes the style variables of one kind of component, into a style element of
// its own, looked for again by every component of that kind. Must not know which components there are.
import { transformToken } from '@ant-design/cssinjs/es/util/css-variables';
import { type Naming, type Values, writeOnce } from './theme-values.ts';

export default function useCSSVarRegister(
  options: Naming & { readonly path: readonly string[]; readonly scope: string | string[]; readonly token: Values },
  make: () => Values,
): void {
  const { path, key, scope, token, prefix, unitless, ignore } = options;
  writeOnce(token, `${path} ${scope}`, () => transformToken(make(), key, { prefix, unitless, ignore, scope })[1]);
}

// See the end of theme-values.ts.
export const CSS_VAR_PREFIX = 'cssVar';
export { extract } from './theme-values.ts';
