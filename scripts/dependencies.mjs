// What package-lock.json says of every package: name, version, licence, whether it is needed to run, what it needs itself.
// Must not ask the network; the list is the same on every machine.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/**
 * @returns {{ path: string, name: string, version: string, licence: string | null, dev: boolean, optional: boolean,
 *   integrity: string | null, needs: string[] }[]} every package below node_modules; `needs`: paths of packages
 */
export function readDependencies() {
  const { packages } = readJson('package-lock.json');
  const below = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  /** As Node finds it: beside the package, then in every node_modules further up. */
  const resolve = (from, name) => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
      if (packages[path] !== undefined) return packages[path].link ? null : path;
      if (folder === '' || !folder.includes('node_modules/')) {
        return packages[`node_modules/${name}`] === undefined ? null : `node_modules/${name}`;
      }
    }
  };
  return below.map(([path, entry]) => ({
    path,
    name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version,
    // An old package wrote a list.
    licence: Array.isArray(entry.license) ? entry.license.join(' OR ') : (entry.license ?? null),
    dev: entry.dev === true || entry.devOptional === true,
    optional: entry.optional === true || entry.devOptional === true,
    integrity: entry.integrity ?? null,
    needs: [
      ...new Set(
        Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
          .map((name) => resolve(path, name))
          .filter((found) => found !== null),
      ),
    ],
  }));
}
