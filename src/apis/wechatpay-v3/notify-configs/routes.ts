// Set and read the callback address: pay.weixin.qq.com/doc/v3/partner/4016435719 and 4016435718.
// One address per caller; all brands of a provider share it.
import type { RoomServices } from '../../room.js';
import { badParameter, failures, Refused } from '../envelope.js';
import { readBy } from '../field-rules.js';
import { type Call, type Route, route, wholeBody } from '../gate.js';
import { readJsonBody } from '../json-body.js';
import type { Mode } from '../modes.js';
import { resultCodes } from '../result-codes.js';
import { fromEndpoint } from './mapping.js';
import { sandboxBody, strictBody } from './schema.js';

export function notifyConfigRoutes({ delivery, sandbox }: RoomServices, mode: Mode): Route[] {
  const path = `${mode.prefix}/notify-configs`;
  const schema = sandbox ? sandboxBody : strictBody;

  async function set(call: Call<Buffer>): Promise<object> {
    const { notify_url } = readBy(schema, readJsonBody(call.body, call.contentType), 'body');
    if (!URL.canParse(notify_url)) {
      throw badParameter(
        '输入源“/body/notify_url”映射到值字段“通知地址”字符串规则校验失败，不是合法的URL',
        resultCodes.fieldRuleBroken,
        {
          location: 'body',
          value: notify_url,
        },
      );
    }
    return fromEndpoint(await delivery.setEndpoint(call.account.id, notify_url));
  }

  async function get(call: Call<Buffer>): Promise<object> {
    const endpoint = await delivery.endpoint(call.account.id);
    if (endpoint === null) throw new Refused(failures.objectMissing);
    return fromEndpoint(endpoint);
  }

  return [
    route({ method: 'POST', path, limit: 'notify-configs' }, wholeBody, set),
    route({ method: 'GET', path, limit: 'notify-configs' }, wholeBody, get),
  ];
}
