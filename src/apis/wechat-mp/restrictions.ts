// What single accounts may not do: addresses tokens are given to, what is frozen, rights left to a platform. From the settings.
// Must not look accounts up or answer. developers.weixin.qq.com/doc/oplatform/developers/errCode: 40164, 40243, 48001, 48003, 50007, 61007.
import { BlockList, isIP } from 'node:net';
import { isJsonObject, JsonSyntaxError, type JsonValue, parseJson } from '../../kernel/exact-json.js';
import { type Failure, failures, notInWhitelist, Refused } from './envelope.js';

export interface Restriction {
  /** Tokens are given to these addresses only; null = to any. */
  readonly addresses: BlockList | null;
  /** 已认证. The image interfaces are for mini programs and for verified accounts. */
  readonly verified: boolean;
  /** 权限集 the account has given the platform that calls for it; null = it calls for itself. */
  readonly permissionSets: ReadonlySet<number> | null;
  /** What the vendor has stopped; tokens are refused. */
  readonly frozen: 'none' | 'secret' | 'account';
  /** Whether the account has agreed to the terms of broadcasts. */
  readonly massAgreed: boolean;
}

/** By appid; `*` stands for every account that is not named. */
export type Restrictions = ReadonlyMap<string, Restriction>;

const of = (restrictions: Restrictions, appid: string): Restriction | undefined =>
  restrictions.get(appid) ?? restrictions.get('*');

/** Permission set of the image interfaces for third-party platforms: /doc/service/api/openpoc/image/api_imgaicrop. */
const imagePermission = 117;
const members = new Set(['ips', 'verified', 'permission_sets', 'frozen', 'mass_agreed']);
const freezable = ['none', 'secret', 'account'] as const;
const shape =
  '{"wx…": {"ips": ["192.0.2.1", "198.51.100.0/24"], "verified": true, "permission_sets": [117], "frozen": "secret", "mass_agreed": false}}, every member optional, "*" for all others';

/** @throws Error naming key, value and what was expected */
export function readRestrictions(key: string, text: string | undefined): Restrictions {
  if (text === undefined || text === '') return new Map();
  const wrong = (why: string): Error =>
    new Error(`${key}: ${why}; expected ${shape}. It limits single accounts. See src/apis/wechat-mp/README.md.`);
  let value: JsonValue;
  try {
    value = parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw wrong(`got "${text}", which is not JSON`);
    throw error;
  }
  if (!isJsonObject(value)) throw wrong('the value is no object');
  return new Map(
    Object.entries(value).map(([appid, member]) => {
      if (!isJsonObject(member)) throw wrong(`${appid} is no object`);
      const unknown = Object.keys(member).find((name) => !members.has(name));
      if (unknown !== undefined) throw wrong(`${appid} has "${unknown}"`);
      const {
        ips,
        verified = true,
        permission_sets: sets,
        frozen: stopped = 'none',
        mass_agreed: agreed = true,
      } = member;
      if (typeof verified !== 'boolean') throw wrong(`verified of ${appid} is neither true nor false`);
      if (typeof agreed !== 'boolean') throw wrong(`mass_agreed of ${appid} is neither true nor false`);
      const frozen = freezable.find((each) => each === stopped);
      if (frozen === undefined) throw wrong(`frozen of ${appid} is none of ${freezable.join(', ')}`);
      return [
        appid,
        {
          addresses:
            ips === undefined ? null : addressesOf(ips, (item) => wrong(`"${item}" of ${appid} is no address`)),
          verified,
          frozen,
          massAgreed: agreed,
          permissionSets:
            sets === undefined
              ? null
              : numbersOf(sets, () => wrong(`permission_sets of ${appid} are no whole numbers`)),
        },
      ];
    }),
  );
}

function addressesOf(value: JsonValue, wrong: (item: string) => Error): BlockList {
  const list = new BlockList();
  if (!Array.isArray(value)) throw wrong(String(value));
  for (const item of value) {
    const [address = '', bits, ...more] = typeof item === 'string' ? item.split('/') : [];
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    const length = bits === undefined ? most : Number(bits);
    if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits ?? '0') || length > most) throw wrong(String(item));
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function numbersOf(value: JsonValue, wrong: () => Error): ReadonlySet<number> {
  if (!Array.isArray(value)) throw wrong();
  return new Set(
    value.map((item) => {
      const number = Number(String(item));
      if (!Number.isInteger(number) || number < 1) throw wrong();
      return number;
    }),
  );
}

/** An IPv4 caller on a socket for both families arrives as `::ffff:192.0.2.1`. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const frozenFailures: Readonly<Record<Restriction['frozen'], Failure | null>> = {
  none: null,
  secret: { errcode: 40243, text: 'appsecret has been frozen' },
  account: { errcode: 50007, text: 'account is blocked' },
};

/** Whether an account gets tokens at all. @throws Refused 40243, 50007 */
export function checkFrozen(restrictions: Restrictions, appid: string): void {
  const failure = frozenFailures[of(restrictions, appid)?.frozen ?? 'none'];
  if (failure !== null) throw new Refused(failure);
}

/** Whether an account has agreed to the terms of broadcasts. */
export const agreedToMass = (restrictions: Restrictions, appid: string): boolean =>
  of(restrictions, appid)?.massAgreed ?? true;

/** Whether an account's tokens may be given to this address. @throws Refused 40164 */
export function checkAddress(restrictions: Restrictions, appid: string, address: string): void {
  const listed = of(restrictions, appid)?.addresses ?? null;
  if (listed === null) return;
  const plain = plainAddress(address);
  const version = isIP(plain);
  if (version !== 0 && listed.check(plain, version === 4 ? 'ipv4' : 'ipv6')) return;
  throw new Refused(notInWhitelist(plain));
}

/** Whether an account may call the image interfaces. @throws Refused 48001 for an unverified one, 61007 */
export function permitImages(restrictions: Restrictions, appid: string): void {
  const { verified = true, permissionSets = null } = of(restrictions, appid) ?? {};
  if (!verified) throw new Refused(failures.unauthorized);
  if (permissionSets !== null && !permissionSets.has(imagePermission)) throw new Refused(failures.notByPlatform);
}
