// Messages as the vendor answers them and tells of their end. Must not look anything up.
import type { Broadcast, BroadcastState, Said } from '../../../domain/distribution/index.js';
import { ok } from '../envelope.js';
import type { XmlFields } from '../push/xml.js';

const states: Readonly<Record<BroadcastState, string>> = {
  sending: 'SENDING',
  sent: 'SEND_SUCCESS',
  withdrawn: 'DELETE',
};

/** msg_data_id is of articles only; clients read it all the same. */
export const fromSubmitted = (id: number): object => ({
  ...ok,
  errmsg: 'send job submission success',
  msg_id: id,
  msg_data_id: id,
});

export const fromPreview = (id: number): object => ({ ...ok, errmsg: 'preview success', msg_id: id });

export const fromState = ({ id, state }: Broadcast): object => ({ msg_id: id, msg_status: states[state] });

/**
 * A text: developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html. MsgId is "消息id，64位整型"; in the
 * page's samples its upper half is the time in seconds. So it is here, for receivers that lose digits above 2^53 to notice.
 */
export const textFields = ({ id, text, at }: Said): XmlFields => [
  ['Content', text],
  ['MsgId', (BigInt.asUintN(31, BigInt(Math.floor(at / 1_000))) << 32n) | BigInt.asUintN(32, BigInt(id))],
];

/** MASSSENDJOBFINISH: developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html */
export const finishFields = ({ id, total, tried, sent, failed }: Broadcast): XmlFields => [
  ['MsgID', id],
  ['Status', tried > 0 && sent === 0 ? 'send fail' : 'send success'],
  ['TotalCount', total],
  ['FilterCount', tried],
  ['SentCount', sent],
  ['ErrorCount', failed],
  [
    'CopyrightCheckResult',
    [
      ['Count', 0],
      ['ResultList', ''],
      ['CheckState', 0],
    ],
  ],
  [
    'ArticleUrlResult',
    [
      ['Count', 0],
      ['ResultList', ''],
    ],
  ],
];
