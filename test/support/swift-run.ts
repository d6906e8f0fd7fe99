// With TUQUAN_TEST_STORE=s3, begins the one S3-compatible store of a run and tells its tests where it is.
// Knows nothing of what is stored.
import { wantsS3 } from './blob-store.js';
import { startSwift } from './swift.js';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (!wantsS3) return undefined;
  const swift = await startSwift();
  Object.assign(process.env, swift.env);
  return swift.close;
}
