// POST /cgi-bin/qrcode/create: codes that lead to the account itself and carry a scene, for a while or for good.
// Must not hold rules of tickets. developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html
import type { JsonObject } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { cardFailures } from '../card/failures.js';
import { refuse } from '../card/fields.js';
import { Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, objectIn, textIn, wholeIn } from '../json-body.js';
import { f } from './failures.js';
import { bodyLimit } from './schema.js';

interface SceneRequest {
  readonly scene: string;
  /** Null: for good. */
  readonly lifeSeconds: number | null;
}

/** By the name of the action: whether the scene is a number, the largest there may be, whether the code is for good. */
const actions: Readonly<Record<string, { readonly most: number | null; readonly lasting: boolean }>> = {
  QR_SCENE: { most: 4_294_967_295, lasting: false },
  QR_STR_SCENE: { most: null, lasting: false },
  QR_LIMIT_SCENE: { most: 100_000, lasting: true },
  QR_LIMIT_STR_SCENE: { most: null, lasting: true },
};
const longestScene = 64;
/** "不填，则默认有效期为60秒", which is also the least: thirty were seen to be answered with sixty. */
const shortestLife = 60;
const longestLife = 30 * 86_400;
/** "永久二维码……目前为最多10万个". */
const mostLasting = 100_000;

/** @throws Refused 40053 */
function sceneOf(scene: JsonObject, most: number | null): string {
  const invalid = (): never => refuse(cardFailures.invalidActionInfo);
  if (most === null) {
    const text = textIn(scene, 'scene_str') ?? invalid();
    return text.length > longestScene ? invalid() : text;
  }
  const number = wholeIn(scene, 'scene_id') ?? 0;
  return number >= 1 && number <= most ? String(number) : invalid();
}

/** @throws Refused 40052, 40053 */
export function sceneRequestOf(body: JsonObject): SceneRequest {
  const name = textIn(body, 'action_name') ?? '';
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) return refuse(cardFailures.invalidActionName);
  const scene = sceneOf(objectIn(objectIn(body, 'action_info') ?? {}, 'scene') ?? {}, action.most);
  if (action.lasting) return { scene, lifeSeconds: null };
  const wanted = wholeIn(body, 'expire_seconds') ?? shortestLife;
  if (Number.isNaN(wanted)) refuse(cardFailures.invalidActionInfo, 'expire_seconds');
  return { scene, lifeSeconds: Math.min(longestLife, Math.max(shortestLife, wanted)) };
}

export function sceneRoutes({ distribution, quotas }: RoomServices): Route[] {
  async function create({ account, body }: CallByAccount): Promise<Result> {
    const { scene, lifeSeconds } = sceneRequestOf(jsonBody(body));
    if (lifeSeconds === null && !(await quotas.take(account.id, 'lasting-codes', 'ever', mostLasting))) {
      throw new Refused(f.tooManyCodes);
    }
    const life = lifeSeconds === null ? null : lifeSeconds * 1000;
    const ticket = await distribution.createSceneTicket(account.id, scene, life);
    return {
      json: {
        ticket: ticket.name,
        ...(lifeSeconds === null ? {} : { expire_seconds: lifeSeconds }),
        url: distribution.address.ticket(ticket),
      },
    };
  }
  return [{ method: 'POST', path: '/cgi-bin/qrcode/create', access: 'token', bodyLimit, handle: create }];
}
