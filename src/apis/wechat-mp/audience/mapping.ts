// Followers, tags and groups as the vendor answers them. Must not look anything up.
import type { Follower, NumberPage, Tag } from '../../../domain/audience/index.js';
import { sexNumbers } from '../oauth/mapping.js';

/** Lists carry no errcode; an empty page has no data. */
export const fromPage = ({ numbers }: NumberPage, total?: number): object => ({
  ...(total === undefined ? {} : { total }),
  count: numbers.length,
  ...(numbers.length === 0 ? {} : { data: { openid: numbers } }),
  next_openid: numbers.at(-1) ?? '',
});

/** Digits only are a number: QR_SCENE and QR_STR_SCENE are not told apart by what is told of them (POLICY). */
const fromScene = (scene: string): object =>
  /^[1-9]\d{0,9}$/.test(scene) ? { qr_scene: Number(scene), qr_scene_str: '' } : { qr_scene: 0, qr_scene_str: scene };

/** Names, sex and places are empty for every account since 2021-12; whoever does not follow is told no more than that. */
export function fromFollower(of: Follower): object {
  if (!of.follows) return { subscribe: 0, openid: of.number };
  return {
    subscribe: 1,
    openid: of.number,
    nickname: '',
    sex: sexNumbers.unknown,
    language: of.language,
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(of.joinedAt / 1000),
    remark: of.remark,
    groupid: of.tags[0] ?? 0,
    tagid_list: of.tags,
    subscribe_scene: of.scene === '' ? of.source || 'ADD_SCENE_OTHERS' : 'ADD_SCENE_QR_CODE',
    ...fromScene(of.scene),
  };
}

export const fromTag = ({ id, name }: Tag): object => ({ tag: { id, name } });

const fromMembers = ({ id, name, members }: Tag): object => ({ id, name, count: members });

/** The black list is no tag anybody sees. */
export const fromTags = (tags: readonly Tag[]): object => ({
  tags: tags.filter(({ id }) => id !== 1).map(fromMembers),
});

/** Groups begin with those who are in none. */
export const fromGroups = (tags: readonly Tag[], ungrouped: number): object => ({
  groups: [{ id: 0, name: '未分组', count: ungrouped }, ...tags.map(fromMembers)],
});
