// The component library's styles as one file made when the console is bundled. As it comes, the library writes them in the
// browser, component by component, each time a page is opened anew: a third of the script's work on a list page.
// Must not know any page. The variables the styles read (colours, sizes, light and dark) are still set in the browser.
import type { Plugin } from 'vite';

/** What the library's class names begin with after `ant-`, of the components that the console uses and those within them. */
const used = new Set(
  `alert app breadcrumb btn card checkbox collapse color css descriptions divider drawer empty fade flex form input message modal motion move
   notification pagination popconfirm popover progress radio row segmented select skeleton slide slider space spin statistic steps switch
   table tabs tag timeline tooltip typography wave zoom`.split(/\s+/),
);
/** Components whose styles stand under another word than their folder's, or that draw nothing with styles of their own. */
const words: Record<string, readonly string[]> = {
  'auto-complete': ['select'],
  button: ['btn'],
  'color-picker': ['color'],
  'input-number': ['input'],
  // Only what wraps a field of a form: the twenty-four columns are not used.
  grid: ['row'],
  // Within menus that drop down and filters of tables; the console draws neither.
  dropdown: [],
  menu: [],
  tree: [],
};

function isUsed(selector: string): boolean {
  if (selector.includes('css-var-_R_') || selector.includes('.data-ant-')) return false;
  // Links are styled by the console's own sheet.
  if (/^a\b(?!\.)/.test(selector)) return false;
  const found = [...selector.matchAll(/\.ant-([a-z]+)(-[a-z]+)?/g)];
  return found.every(([, word = '', rest = '']) => used.has(word) || (word === 'col' && rest === ''));
}

/** The rules of `css` for components in use; rules within rules too. */
export function usedRules(css: string): string {
  let kept = '';
  let start = 0;
  let depth = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    const sign = css[at];
    if (sign === '{') {
      if (depth === 0) open = at;
      depth += 1;
    } else if (sign === '}') {
      depth -= 1;
      if (depth > 0) continue;
      const head = css.slice(start, open).trim();
      const body = css.slice(open + 1, at);
      start = at + 1;
      if (/^@(media|supports|container)/.test(head)) {
        const inner = usedRules(body);
        if (inner !== '') kept += `${head}{${inner}}`;
      } else if (head.startsWith('@')) kept += `${head}{${body}}`;
      else {
        const selectors = head.split(/,(?![^(]*\))/).filter((each) => isUsed(each.trim()));
        if (selectors.length > 0) kept += `${selectors.join(',')}{${body}}`;
      }
    }
  }
  return kept;
}

/** Calls that hand the library a function which makes styles; it stands second. */
const makers = new Set(['genStyleHooks', 'genComponentStyleHook', 'genSubStyleComponent']);
type Piece = { readonly start: number; readonly end: number };

/** Where such functions stand in a piece of parsed code. */
function styleFunctions(node: unknown, found: Piece[] = []): Piece[] {
  if (Array.isArray(node)) for (const each of node) styleFunctions(each, found);
  else if (typeof node === 'object' && node !== null) {
    const call = node as { type?: string; callee?: { name?: string }; arguments?: Piece[] };
    const made =
      call.type === 'CallExpression' && makers.has(call.callee?.name ?? '') ? call.arguments?.[1] : undefined;
    if (made !== undefined) found.push(made);
    else for (const each of Object.values(node)) styleFunctions(each, found);
  }
  return found;
}

export function antdStyles(): Plugin {
  return {
    name: 'antd-styles',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('/antd/dist/antd.css')) return { code: usedRules(code), map: null };
      if (!/\/antd\/es\/[\w-]+\/style\/[\w-]+\.js$/.test(id)) return null;
      // The functions that would make the same styles in the browser: nobody calls them, and nobody has to load them.
      let left = code;
      for (const { start, end } of styleFunctions(this.parse(code).body).reverse())
        left = `${left.slice(0, start)}() => null${left.slice(end)}`;
      return { code: left, map: null };
    },
    /** A component used for the first time would stand there without its styles. */
    generateBundle(_options, bundle) {
      const missing = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const folder = /\/antd\/es\/([\w-]+)\/style\/index\.js$/.exec(id)?.[1];
          if (folder === undefined) continue;
          for (const word of words[folder] ?? [folder]) if (!used.has(word)) missing.add(word);
        }
      }
      if (missing.size > 0)
        this.error(`console/antd-styles.ts: add ${[...missing].join(', ')} to the words of styles in use`);
    },
  };
}
