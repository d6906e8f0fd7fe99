// Why a picture was not taken, in the vendor's words. Must not look at pictures.
import { isDomainError } from '../../../kernel/errors.js';
import { badParameter } from '../envelope.js';
import { resultCodes } from '../result-codes.js';

/** A hash that does not match is about a field of meta; everything else has its general answer. */
export function explainPicture(error: unknown, sha256: string): unknown {
  if (!isDomainError(error) || error.code !== 'INVALID') return error;
  return badParameter(
    '输入源“/body/meta/sha256”映射到值字段“文件摘要”校验失败，与图片文件的SHA256不一致',
    resultCodes.fieldRuleBroken,
    {
      location: 'body',
      value: sha256,
    },
  );
}
