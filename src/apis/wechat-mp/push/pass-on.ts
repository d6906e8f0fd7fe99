// A passive reply becomes a message in the inbox of the follower the event came from.
// Must not read XML.
import type { Account } from '../../../domain/accounts/index.js';
import type { Distribution, MessageContent } from '../../../domain/distribution/index.js';
import type { PassiveReply } from './passive-reply.js';

/** What our inboxes can hold of a reply; null: voices, films and music have no place there, and nobody to be handed over to. */
function contentOf(reply: PassiveReply): MessageContent | null {
  switch (reply.type) {
    case 'text':
      return { kind: 'text', text: reply.content };
    case 'image':
      return { kind: 'image', media: reply.mediaId };
    case 'news':
      return {
        kind: 'links',
        links: reply.articles.map(({ title, description, url, picUrl }) => ({
          title,
          summary: description,
          url,
          picture: picUrl,
        })),
      };
    default:
      return null;
  }
}

/** Puts replies into inboxes. @throws DomainError when the follower cannot be written to */
export const passOnTo =
  (distribution: Distribution) =>
  async (account: Account, reply: PassiveReply): Promise<void> => {
    const content = contentOf(reply);
    if (content === null || reply.type === 'none') return;
    await distribution.answer(account.id, reply.to, content);
  };
