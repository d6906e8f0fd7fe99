// picture.upload: a picture into a category, under a title that becomes unique. Spec §1.2–1.4.
// Must not know which face asked.
import { cleanTitle, type Device, type Libraries, stemOf, type Terms } from '../../../domain/pictures/index.js';
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import { Refused } from '../envelope.js';
import { optional, required, requiredId, truth, type Values } from './fields.js';
import { devices, fromPicture } from './mapping.js';
import type { PictureOperation } from './operation.js';

/** Anything else is refused, whatever it is called. */
export const uploadFormats: readonly ImageFormat[] = ['png', 'jpeg', 'gif'];

export function deviceOf(values: Values): Device {
  const device = devices[optional(values, 'client_type') ?? 'client:computer'];
  if (device === undefined) throw new Refused({ kind: 'invalid', field: 'client_type' });
  return device;
}

function titleOf(values: Values): string {
  const file = cleanTitle(stemOf(required(values, 'image_input_title')));
  const title = cleanTitle(optional(values, 'title') ?? '') || file;
  if (title === '') throw new Refused({ kind: 'invalid', field: 'image_input_title' });
  return title;
}

export type UrlOf = (picture: { id: string; format: string; ending: string }, secure: boolean) => string;

export function uploadOperation(parts: { libraries: Libraries; terms: Terms; urlOf: UrlOf }): PictureOperation {
  const { libraries, terms, urlOf } = parts;
  return {
    name: 'picture.upload',
    toolPath: '',
    run: async ({ application, libraryId, values, takeImage }) => {
      const category = requiredId(values, 'picture_category_id');
      const title = titleOf(values);
      const device = deviceOf(values);
      const secure = truth(values, 'is_https');
      const received = takeImage('img');
      const picture = await libraries.add(
        { libraryId, accountId: application.id, category, title, device, received, terms },
        uploadFormats,
      );
      return { answer: { picture: fromPicture(picture, urlOf(picture, secure)) }, points: terms.points };
    },
  };
}
