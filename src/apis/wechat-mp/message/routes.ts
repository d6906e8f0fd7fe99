// Messages: to many by tag or by openid, to one as a preview, to one as an answer of customer service.
// Must not hold rules: the domains decide. Cards are checked before anything is noted.
import type { Account } from '../../../domain/accounts/index.js';
import { distributionRefusalOf, type MessageContent, type MessageTarget } from '../../../domain/distribution/index.js';
import { isDomainError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { readCardExt } from '../distribution/card-ext.js';
import { f, refusing } from '../distribution/failures.js';
import { openCard } from '../distribution/routes.js';
import { failures, ok, Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody } from '../json-body.js';
import type { Limits } from '../limits.js';
import { articlesType } from '../media/upload.js';
import { agreedToMass, type Restrictions } from '../restrictions.js';
import { fromPreview, fromState, fromSubmitted } from './mapping.js';
import {
  bodyLimit,
  clientIdOf,
  contentOf,
  filterOf,
  massTypes,
  messageIdOf,
  namedOf,
  openidOf,
  previewedOf,
  replyTypes,
  senderOf,
} from './schema.js';

type Handle = (call: CallByAccount) => Promise<Result>;

/** A repeat within this time (ms) is told to be too quick; later ones that the message is there. */
const tooSoonMs = 60_000;

export function messageRoutes(services: RoomServices, limits: Limits, restrictions: Restrictions): Route[] {
  const { audience, distribution, media } = services;
  const route = (path: string, handle: Handle): Route => ({
    method: 'POST',
    path,
    access: 'token',
    bodyLimit,
    handle: refusing(handle),
  });

  /** What a message names must be there. @throws Refused 40073, 40078, 45030, 40080; DomainError NOT_FOUND (40007) */
  async function checked(account: Account, content: MessageContent): Promise<MessageContent> {
    if (content.kind === 'offer') {
      if (content.signed !== null) readCardExt(content.signed);
      // A card whose codes the merchant names needs a code, which only a signed text can bring.
      await openCard(services, account, content.offer);
    }
    if (content.kind === 'image' || content.kind === 'articles') {
      try {
        const { contentType } = await media.read(account.id, content.media);
        // An article is no picture, and a picture no article.
        if ((content.kind === 'articles') !== (contentType === articlesType))
          throw new Refused(failures.invalidMediaId);
      } catch (error) {
        if (isDomainError(error) && error.code === 'NOT_FOUND') throw new Refused(failures.invalidMediaId);
        throw error;
      }
    }
    return content;
  }

  async function broadcast(account: Account, body: JsonObject, target: MessageTarget): Promise<Result> {
    if (!agreedToMass(restrictions, account.number)) throw new Refused(f.massNotAgreed);
    const clientId = clientIdOf(body);
    const content = await checked(account, contentOf(body, massTypes));
    if (target.kind === 'tag') await audience.members(account.id, target.tag, null);
    await limits.take('mass', account.id);
    try {
      const { mostPerMonth } = limits;
      return {
        json: fromSubmitted(await distribution.broadcast(account.id, { content, target, clientId, mostPerMonth })),
      };
    } catch (error) {
      if (distributionRefusalOf(error) !== 'same-message' || !isDomainError(error)) throw error;
      const failure = Number(error.facts.ageMs) < tooSoonMs ? f.sameClientIdTooSoon : f.sameClientId;
      // The vendor tells which message it is.
      throw new Refused({ ...failure, extra: { msg_id: Number(error.facts.message) } });
    }
  }

  const toTag: Handle = ({ account, body }) => {
    const request = jsonBody(body);
    return broadcast(account, request, filterOf(request));
  };

  const toNamed: Handle = ({ account, body }) => {
    const request = jsonBody(body);
    return broadcast(account, request, namedOf(request));
  };

  const preview: Handle = async ({ account, body }) => {
    const request = jsonBody(body);
    const whom = previewedOf(request);
    const content = await checked(account, contentOf(request, massTypes));
    const found =
      'handle' in whom
        ? await audience.findByHandle(account.id, whom.handle)
        : await audience.find(account.id, whom.openid);
    if (found === null) throw new Refused(f.invalidOpenid);
    await limits.take('preview', account.id);
    return { json: fromPreview(await distribution.preview(account.id, found.number, content)) };
  };

  const state: Handle = async ({ account, body }) => ({
    json: fromState(await distribution.message(account.id, messageIdOf(jsonBody(body)))),
  });

  const remove: Handle = async ({ account, body }) => {
    await distribution.withdraw(account.id, messageIdOf(jsonBody(body)));
    return { json: ok };
  };

  const reply: Handle = async ({ account, body }) => {
    const request = jsonBody(body);
    const number = openidOf(request);
    const content = await checked(account, contentOf(request, replyTypes));
    if ((await audience.find(account.id, number)) === null) throw new Refused(f.invalidOpenid);
    const { mostReplies: mostUnanswered } = limits;
    await distribution.reply(account.id, { number, content, sender: senderOf(request), mostUnanswered });
    return { json: ok };
  };

  return [
    route('/cgi-bin/message/mass/sendall', toTag),
    route('/cgi-bin/message/mass/send', toNamed),
    route('/cgi-bin/message/mass/preview', preview),
    route('/cgi-bin/message/mass/get', state),
    route('/cgi-bin/message/mass/delete', remove),
    route('/cgi-bin/message/custom/send', reply),
  ];
}
