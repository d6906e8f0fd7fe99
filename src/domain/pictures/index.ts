// Public face of the pictures domain.
export { createLibraries, type Libraries, type NewLibraryPicture } from './library/service.js';
export { libraryMigrations, type NewCategory } from './library/store.js';
export { cleanTitle, longestTitle, stemOf } from './library/titles.js';
export type {
  Category,
  Device,
  LibraryPicture,
  Order,
  PictureFilter,
  PictureState,
  ReceivedBytes,
  Terms,
} from './library/types.js';
export { defaultCategory } from './library/types.js';
export { createPictures, type NewPicture, type Picture, type Pictures } from './service.js';
export { type PictureRow, pictureMigrations, recordPicture } from './store.js';
