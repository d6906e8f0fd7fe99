// Our pictures and categories as both faces write them. Ids are bigint here: they are written digit by digit.
// Must not look anything up.
import type { Device, LibraryPicture, PictureState } from '../../../domain/pictures/index.js';
import { rfc3339 } from '../../../kernel/clock.js';

export const devices: Readonly<Record<string, Device>> = { 'client:computer': 'computer', 'client:phone': 'phone' };
const states: Readonly<Record<PictureState, string>> = { clear: 'unfroze', frozen: 'froze', passed: 'pass' };

/** `yyyy-MM-dd HH:mm:ss` at UTC+8. */
export const wireTime = (time: number): string => rfc3339(time).slice(0, 19).replace('T', ' ');

/** The eleven fields of an upload's answer. Width first in `pixel`, as observed. */
export function fromPicture(picture: LibraryPicture, url: string) {
  return {
    picture_id: BigInt(picture.number),
    picture_category_id: BigInt(picture.category),
    picture_path: url,
    title: picture.title,
    sizes: picture.bytes,
    pixel: `${picture.width}x${picture.height}`,
    status: states[picture.state],
    deleted: picture.binnedAt === null ? 'undeleted' : 'deleted',
    created: wireTime(picture.createdAt),
    modified: wireTime(picture.modifiedAt),
    client_type: `client:${picture.device}`,
  };
}
