// What operations are made from. Must not know which face asks.
import type { Libraries } from '../../../domain/pictures/index.js';
import type { Points } from '../../../domain/points/index.js';
import type { PictureSpaceSettings } from '../settings.js';

/** A picture's address; `secure`: one that begins with https. */
export type UrlOf = (picture: { id: string; format: string; ending: string }, secure: boolean) => string;

export interface OperationParts {
  readonly libraries: Libraries;
  readonly points: Points;
  readonly settings: PictureSpaceSettings;
  readonly urlOf: UrlOf;
}
