// Where the servers of a test run keep bytes: on disk, or, with TUQUAN_TEST_STORE=s3, in a bucket of their own in the run's
// S3-compatible store. Lets tests look at what is kept there past any server. Knows nothing of what is stored.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createS3Client, type S3Client } from '../../src/adapters/s3-blobs/client.js';
import { readS3Settings } from '../../src/adapters/s3-blobs/settings.js';
import { sha256Hex } from '../../src/kernel/crypto.js';

const wanted = process.env.TUQUAN_TEST_STORE ?? 'disk';
if (!['disk', 's3'].includes(wanted)) throw new Error(`TUQUAN_TEST_STORE is "${wanted}", expected disk or s3`);
export const wantsS3 = wanted === 's3';

/** What a server on this data folder needs in its environment: the same folder always gets the same bucket. */
export const blobEnvironment = (data: string): Record<string, string> =>
  wantsS3 ? { TUQUAN_S3_BUCKET: `t-${sha256Hex(data).slice(0, 24)}` } : {};

async function inBucket<T>(data: string, work: (client: S3Client) => Promise<T>): Promise<T> {
  const settings = readS3Settings({ ...process.env, ...blobEnvironment(data) });
  if (settings === null) throw new Error('the run has no store: test/support/swift-run.ts starts it');
  const client = createS3Client(settings);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const nameOf = (blob: string): string => `${blob.slice(0, 2)}/${blob}`;

/** How many blobs, whole or begun, are kept for a data folder; up to a thousand in a bucket. */
export function countBlobs(data: string): Promise<number> {
  if (!wantsS3) {
    const files = readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true });
    return Promise.resolve(files.filter((entry) => entry.isFile()).length);
  }
  return inBucket(data, async (client) => {
    const { body } = await client.askWhole({ method: 'GET', path: '' }, [200]);
    return body.toString('utf8').split('<Contents>').length - 1;
  });
}

/** Puts other bytes in a blob's place, or none (null), as a failing disk would. */
export async function spoilBlob(data: string, blob: string, bytes: Buffer | null): Promise<void> {
  if (!wantsS3) {
    const file = join(data, 'blobs', nameOf(blob));
    if (bytes === null) rmSync(file);
    else writeFileSync(file, bytes);
    return;
  }
  await inBucket(data, (client) =>
    bytes === null
      ? client.askWhole({ method: 'DELETE', path: nameOf(blob) }, [200, 204])
      : client.askWhole(
          {
            method: 'PUT',
            path: nameOf(blob),
            payload: { size: bytes.length, sha256: sha256Hex(bytes), body: () => bytes },
          },
          [200, 201],
        ),
  );
}
