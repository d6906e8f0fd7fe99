// All operations of the picture space. Both faces serve exactly these.
// Must not hold anything else.
import { arrangeOperations } from './arrange.js';
import { browseOperations } from './browse.js';
import type { PictureOperation } from './operation.js';
import type { OperationParts } from './operation-parts.js';
import { uploadOperations } from './upload.js';

export const pictureOperations = (parts: OperationParts): readonly PictureOperation[] => [
  ...uploadOperations(parts),
  ...browseOperations(parts),
  ...arrangeOperations(parts),
];
