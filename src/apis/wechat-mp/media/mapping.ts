// A temporary medium as the vendor sends it: its bytes, its type, its name. Must not look anything up.
import type { Media } from '../../../domain/media/index.js';
import type { FileAnswer } from '../answer.js';

export const fromMedia = ({ bytes, contentType, title }: Media & { readonly bytes: Buffer }): FileAnswer => ({
  bytes,
  contentType,
  filename: title,
});
