// What this room's libraries take, for pictures that do not come over the wire. The same values the operations use.
// Must not take pictures itself.
import type { LibraryRules } from '../../domain/pictures/index.js';
import { longestImage } from './body.js';
import { cleanCategoryName } from './operations/arrange.js';
import { uploadFormats } from './operations/upload.js';
import type { PictureSpaceSettings } from './settings.js';
import { categoriesOf } from './shops.js';

export const libraryRules = (settings: PictureSpaceSettings, sandbox: boolean): LibraryRules => ({
  categories: categoriesOf(sandbox),
  formats: uploadFormats,
  mostBytes: longestImage,
  quotaBytes: settings.quotaBytes,
  categoryName: cleanCategoryName,
});
