// Public face of the imaging domain.
export {
  type CropWindow,
  type CropWindows,
  createImaging,
  type Enlarged,
  type FoundCodes,
  type Imaging,
} from './service.js';
