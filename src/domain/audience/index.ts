// Public face of the audience domain.
export {
  cameNotice,
  followedNotice,
  followerMigrations as audienceMigrations,
  followersAfter,
  handleOf,
  isBlocked,
  lastContactOf,
  leftNotice,
  noteContact,
  reachable,
  readSubject,
} from './followers/store.js';
export { blacklistTag, starredTag } from './rules.js';
export type { Seals } from './seal.js';
export { type Audience, createAudience } from './service.js';
export {
  type AudienceRefusal,
  audienceRefusalOf,
  type Follower,
  type NewFollower,
  type NumberPage,
  type Scope,
  type Sex,
  type SignIn,
  type SignInTokens,
  type Tag,
  type Through,
} from './types.js';
