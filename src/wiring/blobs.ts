// Where a server keeps its blobs: the data folder, or an S3-compatible service when one is named.
// Must not load the service's client for those who stay with the disk.
import { join } from 'node:path';
import { openDiskBlobs } from '../adapters/disk-blobs/blobs.js';
import { readS3Settings } from '../adapters/s3-blobs/settings.js';
import type { Blobs } from '../ports/blobs/blobs.js';

export interface OpenedBlobs {
  readonly blobs: Blobs;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** @throws Error about a setting; DomainError UNAVAILABLE when the service refuses */
export async function openBlobs(data: string, environment: NodeJS.ProcessEnv): Promise<OpenedBlobs> {
  const settings = readS3Settings(environment);
  if (settings === null) return { blobs: await openDiskBlobs(join(data, 'blobs')), close: async () => undefined };
  const { openS3Blobs } = await import('../adapters/s3-blobs/blobs.js');
  const blobs = await openS3Blobs(settings, join(data, 'uploads'));
  return { blobs, close: () => blobs.close() };
}
