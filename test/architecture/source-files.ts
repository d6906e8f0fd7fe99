// The source files of the server with their imports, for the tests that keep the walls.
// Knows nothing of which walls there are.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** Path below src/ for own files (`domain/accounts/index.ts`), the package name otherwise. */
  readonly target: string;
  readonly own: boolean;
  /** `import type …`, gone after compilation. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path below src/ with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
}

const importPattern =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(importPattern)) {
    const specifier = match[3] ?? match[4] ?? '';
    const own = specifier.startsWith('.');
    const target = own
      ? posix.normalize(posix.join(posix.dirname(path), specifier)).replace(/\.js$/, '.ts')
      : specifier;
    found.push({ target, own, typeOnly: match[2] !== undefined });
  }
  return found;
}

/** Every TypeScript file below src/, tests included. */
export function sourceFiles(): SourceFile[] {
  const base = join(root, 'src');
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = relative(base, join(entry.parentPath, entry.name)).split(sep).join('/');
      const text = readFileSync(join(base, path), 'utf8');
      return { path, text, isTest: /\.(test|contract)\.ts$/.test(path), imports: importsOf(path, text) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
