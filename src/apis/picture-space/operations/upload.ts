// picture.upload and picture.replace: bytes into a category under a title that becomes unique, or behind a known address.
// Must not know which face asked. Spec §1.2–1.4, §2.1.
import { cleanTitle, type Device, type LibraryPicture, stemOf } from '../../../domain/pictures/index.js';
import { isDomainError } from '../../../kernel/errors.js';
import type { ImageFormat } from '../../../kernel/image-bytes.js';
import { Refused } from '../envelope.js';
import { optional, optionalId, required, requiredId, truth, type Values } from './fields.js';
import { devices, fromPicture } from './mapping.js';
import type { PictureOperation } from './operation.js';
import type { OperationParts } from './operation-parts.js';

/** Anything else is refused, whatever it is called. */
export const uploadFormats: readonly ImageFormat[] = ['png', 'jpeg', 'gif'];

function deviceOf(values: Values): Device {
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

export function uploadOperations({ libraries, settings, urlOf }: OperationParts): PictureOperation[] {
  const { points, openingPoints, quotaBytes } = settings;
  const terms = { points, openingPoints, quotaBytes };

  /** SDKs since 2017: a `picture_id` above 0 that can be found (在后台能查到对应的图片) gets the new bytes; any other is no matter. */
  async function original(libraryId: string, number: string): Promise<LibraryPicture | null> {
    if (number === '0') return null;
    return libraries.find(libraryId, number).catch((error: unknown) => {
      if (isDomainError(error) && error.code === 'NOT_FOUND') return null;
      throw error;
    });
  }

  const upload: PictureOperation = {
    name: 'picture.upload',
    toolPath: '',
    run: async ({ application, libraryId, values, takeImage }) => {
      const category = requiredId(values, 'picture_category_id');
      const title = titleOf(values);
      const device = deviceOf(values);
      const secure = truth(values, 'is_https');
      const replaced = await original(libraryId, optionalId(values, 'picture_id') ?? '0');
      if (replaced !== null) {
        const { number, device: known } = replaced;
        await libraries.replace(
          { libraryId, number, device: known, received: takeImage('img'), quotaBytes },
          uploadFormats,
        );
        const picture = await libraries.find(libraryId, number);
        return { answer: { picture: fromPicture(picture, urlOf(picture, secure)) } };
      }
      const received = takeImage('img');
      const picture = await libraries.add(
        { libraryId, accountId: application.id, category, title, device, received, terms },
        uploadFormats,
      );
      return { answer: { picture: fromPicture(picture, urlOf(picture, secure)) }, points };
    },
  };

  const replace: PictureOperation = {
    name: 'picture.replace',
    toolPath: '/replace',
    run: async ({ libraryId, values, takeImage }) => {
      const number = requiredId(values, 'picture_id');
      const { device } = await libraries.find(libraryId, number);
      await libraries.replace(
        { libraryId, number, device, received: takeImage('image_data'), quotaBytes },
        uploadFormats,
      );
      return { answer: { done: true } };
    },
  };

  return [upload, replace];
}
