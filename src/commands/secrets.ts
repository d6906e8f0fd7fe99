// tuquan secrets rotate: a new key for the secrets of a data folder. Must not show a key.
import { shellActor } from './actor.js';
import { type DataOption, withData } from './pictures.js';

/** @throws Error when the environment holds the keys and there is nothing to do here but encrypt anew */
export async function rotateSecrets(options: DataOption & { forget?: boolean }): Promise<void> {
  await withData(options, async ({ secrets, services: { accounts, audit } }) => {
    // With keys of the environment the first is the new one already, and opening the data folder has encrypted everything with it.
    await secrets.file?.add();
    const count = await accounts.protect();
    if (options.forget) await secrets.file?.keepCurrent();
    const key = secrets.box.prefix().split('.')[1] ?? '';
    const detail = { forgotten: options.forget === true };
    await audit.record({ ...shellActor(), action: 'secrets.rotate', subject: key, account: '', detail });
    const from = secrets.file === null ? 'TUQUAN_SECRET_KEY' : 'secret.key';
    process.stdout.write(`secrets are encrypted with the key ${key} of ${from} now; ${count} were encrypted anew\n`);
  });
}
