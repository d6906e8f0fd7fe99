// A seed: what the accounts of a sandbox have from the start, described in YAML. Read whole and checked before anything is
// made; what fails after that is undone as a whole. Must not know a protocol: cards are made by the accounts' storefronts.
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { RoomServices } from '../apis/room.js';
import type { Account } from '../domain/accounts/index.js';
import type { NewFollower } from '../domain/audience/index.js';
import { isCode, mostCodesPerBatch } from '../domain/coupons/index.js';
import type { OfferDraft } from '../domain/distribution/index.js';
import { cleanTitle, defaultCategory, type LibraryRules, type Transfers } from '../domain/pictures/index.js';
import { describe } from '../kernel/errors.js';
import { alphanumeric } from '../kernel/ids.js';
import { readSeedText, SeedError, type SeedValue } from './seed-text.js';

/** What a seed made, for whoever wants to name it. */
export interface Seeded {
  /** Number of each card by its name in the seed. */
  readonly cards: Readonly<Record<string, string>>;
  /** Number of each follower by handle. */
  readonly followers: Readonly<Record<string, string>>;
  readonly pictures: number;
}

interface SeedCard {
  readonly name: string;
  readonly draft: Omit<OfferDraft, 'logo'>;
  readonly codes: readonly string[] | null;
  readonly at: SeedValue;
}

interface SeedFollower {
  readonly person: Omit<NewFollower, 'number'> & { readonly handle: string };
  readonly tags: readonly string[];
  /** Names of cards the follower has claimed. */
  readonly claims: readonly { name: string; at: SeedValue }[];
  readonly at: SeedValue;
}

interface SeedPicture {
  readonly title: string;
  readonly category: string | null;
  readonly bytes: Buffer;
  readonly at: SeedValue;
}

interface SeedAccount {
  readonly account: Account;
  readonly callback: { url: string; at: SeedValue } | null;
  readonly cards: readonly SeedCard[];
  readonly followers: readonly SeedFollower[];
  readonly pictures: readonly SeedPicture[];
}

export interface SeedParts {
  readonly services: RoomServices;
  readonly transfers: Transfers;
  readonly libraryRules: (kind: string) => LibraryRules | undefined;
  /** The demo accounts, first the one that is meant when none is named, by the section of sandbox.json they stand in. */
  readonly sections: () => Promise<Readonly<Record<string, readonly { kind: string; number: string }[]>>>;
  /** The picture cards show when they name no logo. */
  readonly logo: () => Promise<Buffer>;
}

const mostCodes = 5_000_000;
const colour = '#63b359';
const kinds = ['cash-off', 'percent-off', 'exchange', 'gift', 'general'] as const;

async function fileOf(value: SeedValue, folder: string | null): Promise<Buffer> {
  const given = value.text();
  if (folder === null) return value.fail('files are read only when the seed is a file itself: serve --seed FILE');
  const path = resolve(folder, given);
  try {
    if ((await stat(path)).isFile()) return await readFile(path);
  } catch (error) {
    return value.fail(`the file cannot be read: ${describe(error)}`);
  }
  return value.fail('expected a file, relative to the seed');
}

async function codesOf(list: SeedValue, file: SeedValue, folder: string | null): Promise<string[] | null> {
  if (!list.given && !file.given) return null;
  const codes = file.given
    ? (await fileOf(file, folder))
        .toString('utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
    : list.entries().map((each) => each.text());
  const at = file.given ? file : list;
  const wrong = codes.find((code) => !isCode(code));
  if (wrong !== undefined) at.fail(`"${wrong.slice(0, 40)}" cannot be a code: 1 to 64 characters, no blanks`);
  if (new Set(codes).size < codes.length) at.fail('a code stands in it twice; codes of a card are unique');
  if (codes.length > mostCodes) at.fail(`at most ${mostCodes} codes`);
  return codes;
}

function validityOf(value: SeedValue): OfferDraft['validity'] {
  if (!value.given) return { kind: 'term', days: 30 };
  const { days, from, until } = value.members(['days', 'from', 'until']);
  if (days.given) {
    if (from.given || until.given) days.fail('either days, or from and until');
    return { kind: 'term', days: days.whole(1, 3650) };
  }
  const range = { kind: 'range', from: from.time(false), until: until.time(true) } as const;
  return range.until > range.from ? range : until.fail('expected a time after "from"');
}

async function cardOf(value: SeedValue, folder: string | null): Promise<SeedCard> {
  const m = value.members([
    'name',
    'title',
    'kind',
    'brand',
    'colour',
    'notice',
    'description',
    'detail',
    'threshold',
    'reduce',
    'percentOff',
    'stock',
    'claimLimit',
    'canGift',
    'valid',
    'codes',
    'codesFile',
  ]);
  const kind = m.kind.oneOf(kinds, 'general');
  const codes = await codesOf(m.codes, m.codesFile, folder);
  if (codes !== null && m.stock.given) m.stock.fail('leave it out: a card with codes has as many copies as codes');
  const title = m.title.text();
  return {
    at: value,
    name: m.name.text(title),
    codes,
    draft: {
      kind,
      title,
      brand: m.brand.text('图券'),
      colour: m.colour.text(colour),
      notice: m.notice.text('使用时向服务员出示此券'),
      description: m.description.text(title),
      ...(m.detail.given ? { detail: m.detail.text() } : {}),
      ...(m.threshold.given ? { thresholdFen: m.threshold.fen() } : {}),
      ...(kind === 'cash-off' ? { amountFen: m.reduce.fen() } : {}),
      ...(kind === 'percent-off' ? { percentOff: m.percentOff.whole(1, 99) } : {}),
      stock: codes === null ? m.stock.whole(0, 100_000_000, 1_000) : 0,
      ...(codes === null ? {} : { ownCodes: true }),
      claimsPerHolder: m.claimLimit.whole(1, 1_000, 1),
      canGift: m.canGift.truth(false),
      validity: validityOf(m.valid),
    },
  };
}

function followerOf(value: SeedValue): SeedFollower {
  const m = value.members(['handle', 'name', 'sex', 'city', 'province', 'follows', 'tags', 'claims']);
  const handle = m.handle.text();
  return {
    at: value,
    person: {
      handle,
      name: m.name.text(handle),
      sex: m.sex.oneOf(['unknown', 'male', 'female'], 'unknown'),
      city: m.city.given ? m.city.text() : '',
      province: m.province.given ? m.province.text() : '',
      country: '中国',
      language: 'zh_CN',
      follows: m.follows.truth(true),
    },
    tags: m.tags.entries().map((tag) => tag.text()),
    claims: m.claims.entries().map((claim) => ({ name: claim.text(), at: claim })),
  };
}

async function pictureOf(value: SeedValue, rules: LibraryRules, folder: string | null): Promise<SeedPicture> {
  const m = value.members(['file', 'base64', 'title', 'category']);
  const bytes = m.base64.given ? Buffer.from(m.base64.text(), 'base64') : await fileOf(m.file, folder);
  if (bytes.length > rules.mostBytes) m.file.fail(`has more than ${rules.mostBytes} bytes`);
  const title = cleanTitle(m.title.given ? m.title.text() : basename(m.file.text()).replace(/\.[^.]*$/, ''));
  const category = m.category.given ? rules.categoryName(m.category.text()) : null;
  if (m.category.given && category === null) m.category.fail('expected a name for a category');
  return { at: value, title: title === '' ? m.title.fail('expected a title') : title, category, bytes };
}

function callbackOf(value: SeedValue): SeedAccount['callback'] {
  if (!value.given) return null;
  const url = value.text();
  const good = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return good ? { url, at: value } : value.fail('expected an address such as http://127.0.0.1:3000/callback');
}

/** Turns a failure while something is made into one that says where in the seed it stands. */
async function madeAt<T>(at: SeedValue, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return at.fail(`it cannot be made: ${describe(error)}. Nothing of the seed was kept`);
  }
}

export function createSeeds({ services, transfers, libraryRules, sections, logo }: SeedParts) {
  const { accounts, coupons, audience, delivery, libraries, storefronts, pictures, random } = services;

  async function accountAt(section: string, value: SeedValue, number: SeedValue): Promise<Account> {
    const known = (await sections())[section] ?? [];
    const wanted = number.given ? known.find((each) => each.number === number.text()) : known[0];
    if (wanted === undefined) return number.fail(`expected one of ${known.map((each) => each.number).join(', ')}`);
    return (await accounts.find(wanted.kind, wanted.number)) ?? value.fail('the account is gone; reset the sandbox');
  }

  async function read(file: string, text: string, folder: string | null): Promise<SeedAccount[]> {
    const names = Object.keys(await sections());
    const root = readSeedText(file, text).members(names);
    const plan: SeedAccount[] = [];
    for (const name of names) {
      const value = root[name];
      if (value === undefined || !value.given) continue;
      const m = value.members(['account', 'callback', 'cards', 'followers', 'pictures']);
      const account = await accountAt(name, value, m.account);
      const rules = libraryRules(account.kind);
      if (m.cards.given && !storefronts.has(account.kind)) m.cards.fail('accounts of this section give out no cards');
      if (m.followers.given && !storefronts.has(account.kind)) m.followers.fail('accounts of this section have none');
      if (m.pictures.given && rules === undefined) m.pictures.fail('accounts of this section have no library');
      const cards: SeedCard[] = [];
      for (const each of m.cards.entries()) cards.push(await cardOf(each, folder));
      const twice = cards.find((card, at) => cards.findIndex((other) => other.name === card.name) < at);
      twice?.at.fail(`there is another card called ${twice.name}; give one of them a name of its own`);
      const followers = m.followers.entries().map(followerOf);
      for (const { claims } of followers) {
        const unknown = claims.find((claim) => !cards.some((card) => card.name === claim.name));
        unknown?.at.fail(`expected the name of a card of this seed: ${cards.map((card) => card.name).join(', ')}`);
      }
      const shots: SeedPicture[] = [];
      for (const each of m.pictures.entries()) shots.push(await pictureOf(each, rules as LibraryRules, folder));
      plan.push({ account, callback: callbackOf(m.callback), cards, followers, pictures: shots });
    }
    return plan;
  }

  async function makeCard(account: Account, card: SeedCard, address: string): Promise<string> {
    const storefront = storefronts.get(account.kind);
    if (storefront === undefined) throw new SeedError('no storefront');
    const offer = await storefront.issue(account, { ...card.draft, logo: address });
    const { codes } = card;
    if (codes !== null) {
      for (let from = 0; from < codes.length; from += mostCodesPerBatch) {
        await coupons.importCodes(account.id, offer.number, codes.slice(from, from + mostCodesPerBatch));
      }
      await coupons.changeStock(account.id, offer.number, codes.length);
    }
    return offer.number;
  }

  async function addFollower(account: Account, each: SeedFollower, cards: Record<string, string>): Promise<string> {
    const there = await audience.findByHandle(account.id, each.person.handle);
    // Numbers of one account begin alike; the first follower of the demo account shows how.
    const like = (await audience.list(account.id, { limit: 1 }))[0]?.number ?? '';
    const number = there?.number ?? `${like.slice(0, 6)}${alphanumeric(Math.max(22, like.length - 6), random)}`;
    if (there === null) await audience.add(account.id, { ...each.person, number });
    for (const name of each.tags) {
      const tag = (await audience.tags(account.id)).find((known) => known.name === name);
      const { id } = tag ?? (await audience.createTag(account.id, name));
      await audience.tag(account.id, id, [number]);
    }
    for (const { name, at } of each.claims) {
      const offer = cards[name] ?? '';
      await madeAt(at, () => coupons.claim({ accountId: account.id, offer, holder: number, unreviewed: true }));
    }
    return number;
  }

  async function addPicture(account: Account, rules: LibraryRules, picture: SeedPicture): Promise<void> {
    const libraryId = account.id;
    await libraries.open(libraryId, rules.categories);
    let category = defaultCategory;
    if (picture.category !== null) {
      const place = { libraryId, parent: defaultCategory, name: picture.category };
      const known = (await libraries.categories(place))[0];
      category = (known ?? (await libraries.addCategory(libraryId, picture.category, defaultCategory))).number;
    }
    const { title, bytes } = picture;
    await transfers.take({ libraryId, category, title, bytes }, rules);
  }

  return {
    /** @throws SeedError naming file, line and column; nothing has been changed then */
    read,
    /** Makes what was read. @throws SeedError; the caller undoes what was made before it */
    async make(plan: readonly SeedAccount[]): Promise<Seeded> {
      const cards: Record<string, string> = {};
      const followers: Record<string, string> = {};
      let count = 0;
      for (const { account, callback, ...seed } of plan) {
        let address = '';
        if (seed.cards.length > 0) {
          const picture = { accountId: account.id, bytes: await logo(), title: 'logo', origin: 'upload' as const };
          address = pictures.publicUrl(await pictures.add(picture));
        }
        for (const card of seed.cards) cards[card.name] = await madeAt(card.at, () => makeCard(account, card, address));
        for (const each of seed.followers) {
          followers[each.person.handle] = await madeAt(each.at, () => addFollower(account, each, cards));
        }
        const rules = libraryRules(account.kind);
        for (const picture of rules === undefined ? [] : seed.pictures) {
          await madeAt(picture.at, () => addPicture(account, rules as LibraryRules, picture));
          count += 1;
        }
        if (callback !== null) await delivery.setEndpoint(account.id, callback.url);
      }
      return { cards, followers, pictures: count };
    },
  };
}
export type Seeds = ReturnType<typeof createSeeds>;
