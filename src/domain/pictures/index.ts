// Public face of the pictures domain.
export type { Usage } from './catalogue/store.js';
export { type CategoryFilter, mostCategories } from './categories/store.js';
export { purgeBinJob } from './changes/store.js';
export type { DuplicateGroup } from './duplicates/groups.js';
export type { NewLibraryPicture } from './library/intake.js';
export { createLibraries, type Libraries, type Likeness } from './library/service.js';
export { libraryMigrations, lookJob, type NewCategory } from './library/store.js';
export { cleanTitle, longestTitle, stemOf } from './library/titles.js';
export type {
  Category,
  CategoryKind,
  Device,
  LibraryPicture,
  Order,
  PictureFilter,
  PictureState,
  ReceivedBytes,
  Terms,
} from './library/types.js';
export { defaultCategory } from './library/types.js';
export { dropReferencesOf, keepReferences, type PictureUse } from './references/store.js';
export { createScrub, type Scrub, type ScrubbedPicture } from './scrub/service.js';
export { createPictures, type NewPicture, type Picture, type Pictures } from './service.js';
export { type PictureRow, pictureMigrations, recordPicture } from './store.js';
export { createTransfers, type LibraryRules, type TakenPicture, type Transfers } from './transfer/service.js';
