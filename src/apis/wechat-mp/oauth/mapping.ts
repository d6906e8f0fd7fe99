// Sign-ins as the vendor answers them: without errcode on success. Must not look anything up.
import type { Follower, Scope, Sex, SignInTokens } from '../../../domain/audience/index.js';

export const scopes = { snsapi_base: 'identity', snsapi_userinfo: 'profile' } as const satisfies Record<string, Scope>;
const scopeNames: Readonly<Record<Scope, string>> = { identity: 'snsapi_base', profile: 'snsapi_userinfo' };
export const sexNumbers: Readonly<Record<Sex, number>> = { unknown: 0, male: 1, female: 2 };

export const fromTokens = ({ accessToken, secondsLeft, refreshToken, follower, scope }: SignInTokens): object => ({
  access_token: accessToken,
  expires_in: secondsLeft,
  refresh_token: refreshToken,
  openid: follower,
  scope: scopeNames[scope],
});

export const fromProfile = (of: Follower): object => ({
  openid: of.number,
  nickname: of.name,
  sex: sexNumbers[of.sex],
  language: of.language,
  city: of.city,
  province: of.province,
  country: of.country,
  headimgurl: of.portrait,
  privilege: [],
});
