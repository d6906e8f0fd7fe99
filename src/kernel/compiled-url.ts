// Where the compiled form of a module lies. Worker threads run compiled code, also when their starter is run from its
// source by the test runner. Must not know which modules there are.

const sourceFolder = new URL('../../src/', import.meta.url).href;
const compiledFolder = new URL('../../dist/', import.meta.url).href;

/**
 * The compiled file for a module URL (absolute, or relative to `base` with a `.js` ending). Modules outside this
 * package's source folder are left as they are; a folder called `src` further up in the path means nothing.
 */
export function compiledUrl(url: string, base?: string): URL {
  const absolute = new URL(url, base).href;
  if (!absolute.startsWith(sourceFolder)) return new URL(absolute);
  return new URL(absolute.slice(sourceFolder.length).replace(/\.ts$/, '.js'), compiledFolder);
}
