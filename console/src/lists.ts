// What the lists ask the server, each written once: a list asks by it, and of the list that is addressed main.ts asks it while
// the page's code still comes. Must not draw anything.
import { begin, type Query } from './api.ts';
import { lastDays } from './day.ts';

type Asked = readonly [path: string, query?: Query];

/** Rows of a page. */
export const rowsOf = { campaigns: 48, pictures: 48, cards: 12, people: 20, messages: 20, requests: 50, jobs: 20 };

export interface Shop {
  readonly kind: string;
  readonly number: string;
  readonly name: string;
}
export interface Library {
  readonly number: string;
  readonly name: string;
}

const kept = 'tuquan.shop';
export const keepShop = (number: string): void => localStorage.setItem(kept, number);
export const keptShop = (): string | null => localStorage.getItem(kept);
/** The one chosen last, or the first. */
export const chosenShop = (shops: readonly Shop[], number = keptShop()): Shop | undefined =>
  shops.find((each) => each.number === number) ?? shops[0];

export const shopPath = (shop: Pick<Shop, 'number'>, rest: string): string =>
  `shops/${encodeURIComponent(shop.number)}/${rest}`;
export const libraryPath = (library: string, rest: string): string =>
  `libraries/${encodeURIComponent(library)}/${rest}`;

export const campaignsFrom = (before?: string): Asked => ['campaigns', { limit: rowsOf.campaigns, before }];

export const picturesOf = (
  library: string,
  find: { offset: number; title?: string; category?: string | undefined; tag?: string | undefined; binned: boolean },
): Asked => [libraryPath(library, 'pictures'), { ...find, count: rowsOf.pictures }];

export const cardsOf = (
  shop: Shop,
  find: { before?: string | undefined; text?: string; review?: string | undefined } = {},
): Asked => [shopPath(shop, 'cards'), { count: rowsOf.cards, ...find }];

export const peopleOf = (
  shop: Shop,
  find: { after?: number | undefined; text?: string; tag?: number | undefined } = {},
): Asked => [shopPath(shop, 'followers'), { limit: rowsOf.people, ...find }];

export const messagesOf = (shop: Shop, before?: number): Asked => [
  shopPath(shop, 'messages'),
  { limit: rowsOf.messages, before },
];

/** Days in the merchant's calendar: `from` and `to` among them. */
export const figuresOf = (shop: Shop, { from, to }: { from: string; to: string }): Asked => [
  shopPath(shop, 'figures'),
  { from, to },
];

export const requestsLike = (
  find: { text?: string; room?: string | undefined; failed?: string | undefined; before?: number | undefined } = {},
): Asked => ['requests', { limit: rowsOf.requests, ...find }];

export const jobsFrom = (after?: number): Asked => ['operations/jobs', { limit: rowsOf.jobs, after }];

export const paintingsBefore = (before?: string): Asked => ['paintings', { limit: rowsOf.jobs, before }];

export const healthAsked: Asked = ['operations/health'];

/** Asks in the chosen shop. */
const ofShop =
  (...asked: readonly ((shop: Shop) => Asked)[]) =>
  async (): Promise<unknown> => {
    const shop = chosenShop((await begin<{ shops: Shop[] }>('shops')).shops);
    return shop && Promise.all(asked.map((each) => begin(...each(shop))));
  };

/** Asks for what a page shows first, by the page's path. */
export const firstAsked: Readonly<Record<string, () => Promise<unknown>>> = {
  '': ofShop((shop) => figuresOf(shop, lastDays(7))),
  studio: () => begin(...campaignsFrom()),
  pictures: async () => {
    const [library] = (await begin<{ libraries: Library[] }>('libraries')).libraries;
    return library && begin(...picturesOf(library.number, { offset: 0, binned: false }));
  },
  coupons: ofShop((shop) => cardsOf(shop)),
  audience: ofShop(
    (shop) => peopleOf(shop),
    (shop) => messagesOf(shop),
  ),
  phone: ofShop(),
  statistics: ofShop((shop) => figuresOf(shop, lastDays(7))),
  developers: () => begin(...requestsLike()),
  operations: () => Promise.all([begin('operations'), begin(...healthAsked), begin(...jobsFrom())]),
};
