// POST /cgi-bin/media/upload and /cgi-bin/media/uploadnews: temporary media that messages name, for three days.
// Must not keep what is no picture. developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html,
// doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html
import { isMultipart, readMultipart } from '../../../http/multipart.js';
import { isJsonObject } from '../../../kernel/exact-json.js';
import { type ImageFormat, readImageHeader } from '../../../kernel/image-bytes.js';
import type { RoomServices } from '../../room.js';
import { type Failure, failures, Refused } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, textIn } from '../json-body.js';

const f = {
  invalidMediaType: { errcode: 40004, text: 'invalid media type' },
  invalidFileType: { errcode: 40005, text: 'invalid file type' },
  invalidImageSize: { errcode: 40009, text: 'invalid image size' },
  invalidParameters: { errcode: 40035, text: 'invalid parameter' },
  tooManyArticles: { errcode: 45008, text: 'article size out of limit' },
} as const satisfies Record<string, Failure>;

/** "图片（image）: 10M，支持PNG\JPEG\JPG\GIF格式" */
const mostBytes = 10 * 1024 * 1024;
const contentTypes: Partial<Record<ImageFormat, { type: string; ending: string }>> = {
  jpeg: { type: 'image/jpeg', ending: 'jpg' },
  png: { type: 'image/png', ending: 'png' },
  gif: { type: 'image/gif', ending: 'gif' },
};
/** What an article message's medium is kept as. */
export const articlesType = 'application/json';
const mostArticles = 8;
const articleFields = ['title', 'author', 'digest', 'content', 'content_source_url', 'thumb_media_id'] as const;

const refuse = (failure: Failure): never => {
  throw new Refused(failure);
};

export function uploadRoutes({ media }: RoomServices): Route[] {
  async function upload({ account, query, body, contentType }: CallByAccount): Promise<Result> {
    const type = query.get('type');
    if (type !== 'image' && type !== 'thumb') return refuse(f.invalidMediaType);
    if (!isMultipart(contentType)) return refuse(failures.mediaMissing);
    const { parts, wellFormed } = await readMultipart(body, contentType, { partBytes: mostBytes });
    const file = parts.find(({ name }) => name === 'media') ?? parts.find(({ filename }) => filename !== null);
    if (!wellFormed || file === undefined || file.bytes.length === 0) return refuse(failures.mediaMissing);
    if (file.cut) return refuse(f.invalidImageSize);
    const kept = contentTypes[readImageHeader(file.bytes)?.format ?? 'avif'];
    if (kept === undefined) return refuse(f.invalidFileType);
    const added = await media.add({
      accountId: account.id,
      bytes: file.bytes,
      contentType: kept.type,
      title: `${type}.${kept.ending}`,
    });
    const id = type === 'thumb' ? { thumb_media_id: added.id } : { media_id: added.id };
    return { json: { type, ...id, created_at: Math.floor(added.createdAt / 1000) } };
  }

  async function uploadNews({ account, body }: CallByAccount): Promise<Result> {
    const list = jsonBody(body).articles;
    if (!Array.isArray(list) || list.length === 0) return refuse(f.invalidParameters);
    if (list.length > mostArticles) return refuse(f.tooManyArticles);
    const articles = list.map((each) => {
      const source = isJsonObject(each) ? each : refuse(f.invalidParameters);
      if (textIn(source, 'title') === null || textIn(source, 'content') === null) refuse(f.invalidParameters);
      return Object.fromEntries(articleFields.map((name) => [name, textIn(source, name) ?? '']));
    });
    for (const { thumb_media_id: thumb } of articles) {
      // NOT_FOUND is answered as 40007.
      if (thumb) await media.read(account.id, thumb);
    }
    const bytes = Buffer.from(JSON.stringify({ articles }));
    const added = await media.add({ accountId: account.id, bytes, contentType: articlesType, title: 'news.json' });
    return { json: { type: 'news', media_id: added.id, created_at: Math.floor(added.createdAt / 1000) } };
  }

  return [
    {
      method: 'POST',
      path: '/cgi-bin/media/upload',
      access: 'token',
      bodyLimit: mostBytes + 64 * 1024,
      tooLarge: f.invalidImageSize,
      handle: upload,
    },
    { method: 'POST', path: '/cgi-bin/media/uploadnews', access: 'token', bodyLimit: 1024 * 1024, handle: uploadNews },
  ];
}
