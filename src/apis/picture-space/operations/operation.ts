// What one operation of the picture space is to both faces: a name, and parameters in, answer out.
// Must not know how a face carries parameters or wraps answers.
import type { Account } from '../../../domain/accounts/index.js';
import type { ReceivedBytes } from '../../../domain/pictures/index.js';
import type { Values } from './fields.js';

export interface OperationCall {
  readonly application: Account;
  /** Library of the shop the call is about. */
  readonly libraryId: string;
  readonly values: Values;
  /**
   * The picture that was sent; from then on the operation answers for its bytes.
   * @throws Refused missing, image, or whatever kept it from being stored
   */
  takeImage(field: string): ReceivedBytes;
}

export interface OperationResult {
  /** The answer's content, without any wrapping. */
  readonly answer: object;
  /** Points it took. */
  readonly points?: number;
}

export interface PictureOperation {
  /** After `taobao.`: `picture.upload`. The answer's root is this with underscores and `_response`. */
  readonly name: string;
  /** At the tool interface: what follows `/tool/erps/tbpicture`, e.g. `/get`. */
  readonly toolPath: string;
  run(call: OperationCall): Promise<OperationResult>;
}

export const responseRoot = (name: string): string => `${name.replaceAll('.', '_')}_response`;
