// Tags, followers, and the groups of older clients.
// Must not hold rules: the audience domain decides.
import type { RoomServices } from '../../room.js';
import { ok } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, textIn } from '../json-body.js';
import { asDeletedGroup, asGroups, asTags, asUsers, f } from './failures.js';
import { fromFollower, fromGroups, fromPage, fromTag, fromTags } from './mapping.js';
import { bodyLimit, idIn, nameIn, nestedIdIn, nextIn, openidOf, openidsIn, usersIn } from './schema.js';

type Handle = (call: CallByAccount) => Promise<Result>;

const post = (path: string, handle: Handle): Route => ({ method: 'POST', path, access: 'token', bodyLimit, handle });
const get = (path: string, handle: Handle): Route => ({ method: 'GET', path, access: 'token', handle });

const longestRemark = 30;

export function audienceRoutes({ audience }: RoomServices): Route[] {
  const done = async (work: Promise<unknown>): Promise<Result> => {
    await work;
    return { json: ok };
  };

  const tagsOf: Handle = async ({ account, body }) => {
    const openid = openidOf(textIn(jsonBody(body), 'openid'));
    return { json: { tagid_list: (await audience.load(account.id, openid)).tags } };
  };

  const members: Handle = async ({ account, body }) => {
    const request = jsonBody(body);
    const id = idIn(request, 'tagid', f.invalidTag);
    return { json: fromPage(await audience.members(account.id, id, nextIn(textIn(request, 'next_openid')))) };
  };

  const list: Handle = async ({ account, query }) => {
    const page = await audience.numbers(account.id, nextIn(query.get('next_openid')));
    return { json: fromPage(page, page.total) };
  };

  const info: Handle = async ({ account, query }) => ({
    json: fromFollower(await audience.load(account.id, openidOf(query.get('openid')))),
  });

  const infos: Handle = async ({ account, body }) => {
    const found = await Promise.all(usersIn(jsonBody(body)).map((openid) => audience.load(account.id, openid)));
    return { json: { user_info_list: found.map(fromFollower) } };
  };

  const remark: Handle = ({ account, body }) => {
    const request = jsonBody(body);
    const openid = openidOf(textIn(request, 'openid'));
    const text = [...(textIn(request, 'remark') ?? '')].slice(0, longestRemark).join('');
    return done(audience.setRemark(account.id, openid, text));
  };

  const groups: Handle = async ({ account }) => {
    const tags = await audience.tags(account.id);
    const { total } = await audience.numbers(account.id, null);
    const grouped = tags.reduce((sum, { members: count }) => sum + count, 0);
    return { json: fromGroups(tags, Math.max(0, total - grouped)) };
  };

  const createGroup: Handle = async ({ account, body }) => {
    const { id, name } = await audience.createTag(account.id, nameIn(jsonBody(body), 'group'));
    return { json: { group: { id, name } } };
  };

  const groupOf: Handle = async ({ account, body }) => {
    const openid = openidOf(textIn(jsonBody(body), 'openid'));
    return { json: { groupid: (await audience.load(account.id, openid)).tags[0] ?? 0 } };
  };

  const move: Handle = ({ account, body }) => {
    const request = jsonBody(body);
    const openid = openidOf(textIn(request, 'openid'));
    return done(audience.move(account.id, idIn(request, 'to_groupid', f.invalidGroupId), [openid]));
  };

  const moveMany: Handle = ({ account, body }) => {
    const request = jsonBody(body);
    return done(audience.move(account.id, idIn(request, 'to_groupid', f.invalidGroupId), openidsIn(request)));
  };

  return [
    post(
      '/cgi-bin/tags/create',
      asTags(async ({ account, body }) => ({
        json: fromTag(await audience.createTag(account.id, nameIn(jsonBody(body), 'tag'))),
      })),
    ),
    get(
      '/cgi-bin/tags/get',
      asTags(async ({ account }) => ({ json: fromTags(await audience.tags(account.id)) })),
    ),
    post(
      '/cgi-bin/tags/update',
      asTags(({ account, body }) => {
        const request = jsonBody(body);
        const id = nestedIdIn(request, 'tag', f.invalidTag);
        return done(audience.renameTag(account.id, id, nameIn(request, 'tag')));
      }),
    ),
    post(
      '/cgi-bin/tags/delete',
      asTags(({ account, body }) =>
        done(audience.deleteTag(account.id, nestedIdIn(jsonBody(body), 'tag', f.invalidTag))),
      ),
    ),
    post(
      '/cgi-bin/tags/members/batchtagging',
      asTags(({ account, body }) => {
        const request = jsonBody(body);
        const openids = openidsIn(request);
        return done(audience.tag(account.id, idIn(request, 'tagid', f.invalidTag), openids));
      }),
    ),
    post(
      '/cgi-bin/tags/members/batchuntagging',
      asTags(({ account, body }) => {
        const request = jsonBody(body);
        const openids = openidsIn(request);
        return done(audience.untag(account.id, idIn(request, 'tagid', f.invalidTag), openids));
      }),
    ),
    post('/cgi-bin/tags/getidlist', asUsers(tagsOf)),
    post('/cgi-bin/user/tag/get', asUsers(members)),
    get('/cgi-bin/user/get', asUsers(list)),
    get('/cgi-bin/user/info', asUsers(info)),
    post('/cgi-bin/user/info/batchget', asUsers(infos)),
    post('/cgi-bin/user/info/updateremark', asUsers(remark)),
    post('/cgi-bin/groups/create', asGroups(createGroup)),
    get('/cgi-bin/groups/get', asGroups(groups)),
    post('/cgi-bin/groups/getid', asGroups(groupOf)),
    post(
      '/cgi-bin/groups/update',
      asGroups(({ account, body }) => {
        const request = jsonBody(body);
        const id = nestedIdIn(request, 'group', f.invalidGroupId);
        return done(audience.renameTag(account.id, id, nameIn(request, 'group')));
      }),
    ),
    post(
      '/cgi-bin/groups/delete',
      asDeletedGroup(({ account, body }) =>
        done(audience.deleteTag(account.id, nestedIdIn(jsonBody(body), 'group', f.unknownGroup))),
      ),
    ),
    post('/cgi-bin/groups/members/update', asGroups(move)),
    post('/cgi-bin/groups/members/batchupdate', asGroups(moveMany)),
  ];
}
