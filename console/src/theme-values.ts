// Stands in for the component library's hook that makes a theme's values and style variables. As it comes, each component on
// the page works out anew which theme it has; here a theme is made once, and its variables stand in one sheet, with those of the
// components (theme-variables.ts). Must not know which themes there are.
import { transformToken } from '@ant-design/cssinjs/es/util/css-variables';

export type Values = Record<string, unknown>;
/** How variables are called. */
export type Naming = Parameters<typeof transformToken>[2] & { readonly key: string };

interface Theme {
  readonly from: readonly unknown[];
  /** With style variables in place of values; a class name, which nothing here needs; the values. */
  readonly values: readonly [Values, string, Values];
  readonly sheet: CSSStyleSheet;
  /** Whose variables stand in the sheet. */
  readonly written: Set<string>;
}

const themes: Theme[] = [];
const ofValues = new WeakMap<Values, Theme>();
/** The one in force: light or dark. There is one for the whole page. */
let shown: Theme | undefined;

/** Writes variables, made by `make` as a rule of style, once for each name into the sheet of the theme with these values. */
export function writeOnce(values: Values, name: string, make: () => string): void {
  const theme = ofValues.get(values);
  if (theme === undefined || theme.written.has(name)) return;
  theme.written.add(name);
  const rule = make();
  if (rule !== '') theme.sheet.insertRule(rule);
}

/** The values of a theme. What it is made from stays the same object until somebody changes it. */
export default function useCacheToken(
  base: object,
  tokens: readonly object[],
  options: {
    readonly override: object;
    readonly cssVar: Naming;
    readonly getComputedToken: (token: object, override: object, base: object) => Values;
  },
): Theme['values'] {
  const { override, cssVar, getComputedToken } = options;
  const from = [base, ...tokens, override, cssVar.key];
  let theme = themes.find((each) => each.from.every((part, index) => part === from[index]));
  if (theme === undefined) {
    const values = getComputedToken(Object.assign({}, ...tokens), override, base);
    const [variables, rule] = transformToken(values, cssVar.key, cssVar);
    // Tells themes apart where the library keeps what it made of one.
    values._tokenKey = `${cssVar.key}-${themes.length}`;
    theme = { from, values: [variables, '', values], sheet: new CSSStyleSheet(), written: new Set() };
    themes.push(theme);
    ofValues.set(values, theme);
    writeOnce(values, '', () => rule);
  }
  if (shown !== theme) {
    shown = theme;
    document.adoptedStyleSheets = [theme.sheet];
  }
  return theme.values;
}

// For those who write styles on a server, which the console does not: they are named where the library is put together.
export const TOKEN_PREFIX = 'token';
export const extract = (): null => null;
export const getComputedToken = extract;
