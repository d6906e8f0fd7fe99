// The part `meta` of an upload: pay.weixin.qq.com/doc/v3/partner/4015781275, brand/4015736285. Must not know the file part.
import { group, text } from '../field-rules.js';

export const uploadMeta = group('meta', {
  // JPEG is in no page, but other SDKs let it pass and the bytes decide anyway.
  filename: text('文件名称', { max: 150, pattern: /\.([Jj][Pp][Ee]?[Gg]|[Bb][Mm][Pp]|[Pp][Nn][Gg])$/ }),
  sha256: text('文件摘要', { min: 64, max: 64, pattern: /^[0-9A-Fa-f]{64}$/ }),
});
