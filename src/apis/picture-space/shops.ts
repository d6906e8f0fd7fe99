// Which shop a call is about, and its library. Whoever is not permitted is told where the owner can permit it.
// Must not answer.
import type { Account } from '../../domain/accounts/index.js';
import type { NewCategory } from '../../domain/pictures/index.js';
import type { RoomServices } from '../room.js';
import { shopOf } from './auth.js';
import type { Tickets } from './authorize/tickets.js';
import { Refused } from './envelope.js';
import { required, type Values } from './operations/fields.js';
import { sampleCategory } from './sandbox.js';

export interface Shops {
  /** The shop named by `shop_id`. @throws Refused missing, shop, owner */
  required(application: Account, values: Values): Promise<Account>;
  /** Its library, made on first use. */
  libraryOf(shop: Account): Promise<string>;
}

/** What a fresh picture space has, as observed (spec §2.1). */
const firstCategories: readonly NewCategory[] = [
  { number: '1', parent: '0', name: '店铺装修', kind: 'decoration' },
  { number: '2', parent: '0', name: '宝贝图片', kind: 'products' },
];

/** Categories of a new library. */
export const categoriesOf = (sandbox: boolean): readonly NewCategory[] =>
  sandbox ? [...firstCategories, sampleCategory] : firstCategories;

export function createShops(services: RoomServices, tickets: Tickets): Shops {
  const { accounts, libraries, sandbox } = services;
  const categories = categoriesOf(sandbox);
  return {
    required: async (application, values) => {
      const shopId = required(values, 'shop_id');
      if (!/^[0-9A-Za-z]{1,64}$/.test(shopId)) throw new Refused({ kind: 'invalid', field: 'shop_id' });
      return shopOf(application, shopId, accounts, () => tickets.urlFor(application, shopId));
    },
    libraryOf: async (shop) => {
      await libraries.open(shop.id, categories);
      return shop.id;
    },
  };
}
