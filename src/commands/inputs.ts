// Turns the paths on a command line into the files to work on.
// Must not open the files.
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface InputFile {
  readonly path: string;
  /** Path below the folder that was named, or the file's name: where its result goes inside an output folder. */
  readonly below: string;
}

/**
 * Files as named; folders are searched in depth for the given endings (lower case, with dot).
 * @throws Error naming the path that does not exist, or when nothing was found
 */
export async function findInputs(paths: readonly string[], endings: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) {
    const facts = await stat(path).catch(() => null);
    if (facts === null) throw new Error(`${path} does not exist`);
    if (!facts.isDirectory()) {
      found.push({ path, below: basename(path) });
      continue;
    }
    const names = (await readdir(path, { recursive: true })).sort();
    for (const name of names) {
      if (endings.some((ending) => name.toLowerCase().endsWith(ending)) && !name.endsWith('.cutout.png')) {
        found.push({ path: join(path, name), below: name });
      }
    }
  }
  if (found.length === 0) throw new Error(`nothing to do: no ${endings.join(', ')} files in ${paths.join(', ')}`);
  return found;
}
