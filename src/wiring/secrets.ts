// Which keys secrets are encrypted with: those of the environment, or those of the file in the data folder.
// Must not know what is encrypted.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openKeyFile } from '../adapters/secret-keys/key-file.js';
import { readSecretKeys } from '../adapters/secret-keys/settings.js';
import type { RandomBytes } from '../kernel/ids.js';
import { createSecretBox, type SecretBox, type SecretKey } from '../kernel/secret-box.js';

export interface Secrets {
  readonly box: SecretBox;
  /** Changes the keys of the file; null when the environment holds them. */
  readonly file: { add(): Promise<SecretKey>; keepCurrent(): Promise<void> } | null;
}

export const keyFileName = 'secret.key';

/**
 * A sandbox keeps its key among its other keys and credentials: whoever copies one copies all of them.
 * @throws Error about a key that cannot be read
 */
export async function openSecrets(
  { data, sandbox }: { readonly data: string; readonly sandbox: boolean },
  environment: NodeJS.ProcessEnv,
  random: RandomBytes,
): Promise<Secrets> {
  const given = readSecretKeys(environment);
  if (given !== null) return { box: createSecretBox(() => given, random), file: null };
  const [usual, sandboxes] = [join(data, keyFileName), join(data, 'sandbox', keyFileName)];
  const file = await openKeyFile(existsSync(sandboxes) || (sandbox && !existsSync(usual)) ? sandboxes : usual, random);
  return { box: createSecretBox(file.keys, random), file };
}
