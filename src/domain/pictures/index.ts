// Public face of the pictures domain.
export { createPictures, type NewPicture, type Picture, type Pictures } from './service.js';
export { type PictureRow, pictureMigrations, recordPicture } from './store.js';
