// Public face of the renditions domain.
export { normalSuffix, type PictureAddress, parseAddress, parseSuffix, type Rendition } from './grammar.js';
export { type Coding, createRenditions, type Renditions } from './service.js';
export { type RenditionSettings, readRenditionSettings } from './settings.js';
