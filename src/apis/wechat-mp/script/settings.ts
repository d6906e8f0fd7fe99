// Accounts whose shopper pages use the vendor's own script inside its app: with the account's real secret, from the settings.
// Must not be read anywhere else.
import { isJsonObject, JsonSyntaxError, type JsonValue, parseJson } from '../../../kernel/exact-json.js';

export interface ScriptAccount {
  readonly secret: string;
  /** Where tickets are asked for. */
  readonly api: string;
  /** Address of the script. */
  readonly script: string;
}

/** By appid. */
export type ScriptAccounts = ReadonlyMap<string, ScriptAccount>;

const usual = { api: 'https://api.weixin.qq.com', script: 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js' };
const shape = '{"wx…": {"secret": "…"}}, optionally with "api" and "script" as addresses';

/** @throws Error naming the key and what was expected, never the secret */
export function readScriptAccounts(key: string, text: string | undefined): ScriptAccounts {
  if (text === undefined || text === '') return new Map();
  const wrong = (why: string): Error =>
    new Error(
      `${key}: ${why}; expected ${shape}. Pages inside the app use it. See src/apis/wechat-mp/script/README.md.`,
    );
  let value: JsonValue;
  try {
    value = parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw wrong('the value is not JSON');
    throw error;
  }
  if (!isJsonObject(value)) throw wrong('the value is no object');
  return new Map(
    Object.entries(value).map(([appid, member]) => {
      if (!isJsonObject(member)) throw wrong(`${appid} is no object`);
      const { secret, api = usual.api, script = usual.script, ...more } = member;
      const [unknown] = Object.keys(more);
      if (unknown !== undefined) throw wrong(`${appid} has "${unknown}"`);
      if (typeof secret !== 'string' || secret === '') throw wrong(`${appid} has no secret`);
      const addresses = [api, script].map((each) =>
        typeof each === 'string' && /^https?:\/\//.test(each) && URL.canParse(each) ? each : null,
      );
      const [apiAddress, scriptAddress] = addresses;
      if (apiAddress == null || scriptAddress == null) throw wrong(`an address of ${appid} is none`);
      return [appid, { secret, api: apiAddress.replace(/\/$/, ''), script: scriptAddress }];
    }),
  );
}
