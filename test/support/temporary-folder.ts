// A fresh folder for one test, removed at its end.
// Must not know what is put into it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** A new empty folder; the caller removes it. */
export function makeTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'tuquan-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A new empty folder that is removed when the running test ends. */
export function temporaryFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}
