// What setting the callback address may hold: pay.weixin.qq.com/doc/v3/partner/4016435719, brand/4016427364.
// Must not know where the address is kept.
import { group, text } from '../field-rules.js';

const notifyUrl = (pattern: RegExp) => group('请求包体', { notify_url: text('通知地址', { max: 256, pattern }) });

/** The documented rule: https, a host, a path, no query. */
export const strictBody = notifyUrl(/^https:\/\/[^\s/?#@]+\/[^\s?#]+$/);
/** In sandbox mode a receiver may be a bare local port. */
export const sandboxBody = notifyUrl(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/);
