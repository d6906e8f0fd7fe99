// The words of a library: a shop's pictures in categories, with titles, states and a recycle bin.
// Must not know how callers name these things.
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import type { JpegFacts } from '../../../kernel/jpeg-walk.js';
import type { BlobKey } from '../../../ports/blobs/blobs.js';

/** Where a picture is meant to be shown. */
export type Device = 'computer' | 'phone';
/** `clear`: nothing known against it; `frozen`: not shown to anybody; `passed`: looked at by a person and found good. */
export type PictureState = 'clear' | 'frozen' | 'passed';
/** `decoration` and `products` are there from the start and cannot be moved; `own` ones are made by the merchant. */
export type CategoryKind = 'decoration' | 'products' | 'own';

/** The category every library has and that has no row. */
export const defaultCategory = '0';

export interface LibraryPicture {
  /** Id of its public address. */
  readonly id: string;
  /** 16 decimal digits, at most 2^53−1. */
  readonly number: string;
  readonly libraryId: string;
  /** Digits of the category's number, exact; `0` = the default category. */
  readonly category: string;
  readonly title: string;
  readonly format: ImageFormat;
  /** Pixels as shown. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1–8. */
  readonly orientation: number;
  readonly bytes: number;
  /** Lower-case hexadecimal; empty until somebody has looked at the bytes. */
  readonly md5: string;
  readonly blob: BlobKey;
  readonly device: Device;
  readonly state: PictureState;
  /** Whether anything of ours shows it. */
  readonly referenced: boolean;
  /** 16 hexadecimal digits; empty until somebody has looked at the bytes. */
  readonly fingerprint: string;
  /** ms, UTC. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** When it was put into the recycle bin (ms, UTC); null = it was not. */
  readonly binnedAt: number | null;
  /** File ending of its address: stays when the bytes are replaced by another format. */
  readonly ending: string;
}

export interface Category {
  /** Decimal digits; may be beyond 2^53. */
  readonly number: string;
  /** `0` = first level. */
  readonly parent: string;
  readonly name: string;
  readonly kind: CategoryKind;
  readonly position: number;
  /** Pictures in it that are not in the bin. */
  readonly total: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Bytes that have arrived and lie in the blob store, not yet judged. */
export interface ReceivedBytes {
  readonly blob: BlobKey;
  readonly bytes: number;
  /** What a walk through them found while they came; null: they have to be decoded before anybody can vouch for them. */
  readonly walked: JpegFacts | null;
}

/** What an upload costs whom, and how much room there is. */
export interface Terms {
  readonly points: number;
  /** Points an account has before its first charge. */
  readonly openingPoints: number;
  readonly quotaBytes: number;
}

export type Order = 'newest' | 'oldest' | 'largest' | 'smallest';

export interface PictureFilter {
  readonly binned: boolean;
  readonly number?: string;
  readonly category?: string;
  /** Part of the title, upper and lower case alike. */
  readonly title?: string;
  readonly device?: Device;
  /** One of the merchant's own tags, exactly. */
  readonly tag?: string;
  readonly numbers?: readonly string[];
  /** Ids of public addresses. */
  readonly ids?: readonly string[];
  /** ms, UTC; both ends included. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly modifiedFrom?: number;
}
