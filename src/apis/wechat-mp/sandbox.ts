// The demo account in sandbox mode: an app with its secrets, and a few followers.
// Must not know where the section is written.
import type { NewFollower } from '../../domain/audience/index.js';
import { alphanumeric } from '../../kernel/ids.js';
import type { AccountTools, SandboxAccounts } from '../room.js';
import { appKind } from './auth.js';
import { newOpenid } from './identifiers.js';
import { makeAccount } from './new-account.js';

type Person = Required<Pick<NewFollower, 'name' | 'sex' | 'province' | 'city'>> & { readonly handle: string };

const people: readonly Person[] = [
  { handle: 'xiaotu', name: '小图', sex: 'female', province: '上海', city: '徐汇' },
  { handle: 'aquan', name: '阿券', sex: 'male', province: '广东', city: '深圳' },
  { handle: 'lin', name: 'Lin', sex: 'female', province: '北京', city: '海淀' },
  { handle: 'muzi', name: '木子', sex: 'male', province: '四川', city: '成都' },
  { handle: 'momo', name: 'Momo', sex: 'unknown', province: '浙江', city: '杭州' },
];

export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const { random } = tools;
  const number = `wx${random(8).toString('hex')}`;
  const { account, section } = await makeAccount({ kind: appKind, number, name: 'Tuquan Sandbox' }, tools);
  const followers = people.map((person) => ({
    ...person,
    number: newOpenid(number, random),
    country: '中国',
    language: 'zh_CN',
    follows: true,
    source: 'ADD_SCENE_QR_CODE',
  }));
  const counter = { key: alphanumeric(24, random), name: '前台' };
  return {
    accounts: [account],
    counters: { [account.id]: [counter] },
    followers: { [account.id]: followers },
    section: {
      ...section,
      followers: followers.map((each) => ({ openid: each.number, username: each.handle })),
      // Where staff redeems codes, and where followers keep their cards.
      counterPath: `/counter/${counter.key}`,
      walletPath: `/wallet/${number}`,
    },
  };
}
