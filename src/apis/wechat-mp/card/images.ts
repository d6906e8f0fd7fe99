// Which addresses of pictures a card may show: pictures uploaded here, and those a client has uploaded to the vendor before.
// Must not fetch any.
import type { Pictures } from '../../../domain/pictures/index.js';
import { cardFailures } from './failures.js';
import { refuse } from './fields.js';

/** Where the vendor keeps what was uploaded to it. */
const vendorHosts = /(^|\.)(qpic\.cn|qlogo\.cn)$/;

async function isUploaded(address: string, pictures: Pictures): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  return vendorHosts.test(url.hostname) || (await pictures.findByUrl(address)) !== null;
}

/** @throws Refused 40141 for the first picture that was not uploaded */
export async function checkImages(addresses: readonly string[], pictures: Pictures): Promise<void> {
  for (const address of new Set(addresses)) {
    if (!(await isUploaded(address, pictures))) refuse(cardFailures.invalidImageUrl);
  }
}
