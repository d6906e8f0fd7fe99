// GET /card/getapplyprotocol: the trades that merchants are sorted into when they apply for cards.
// Must not judge anybody by them. The vendor's list is not published: this is the part its page prints (POLICY).
import { ok } from '../envelope.js';
import type { Route } from '../gate.js';
import { cardRoute } from './routes.js';

const categories = [
  {
    primary_category_id: 1,
    category_name: '美食',
    secondary_category: [
      {
        secondary_category_id: 101,
        category_name: '粤菜',
        need_qualification_stuffs: ['food_service_license_id', 'food_service_license_bizmedia_id'],
        can_choose_prepaid_card: 1,
        can_choose_payment_card: 1,
      },
    ],
  },
];

export const categoryRoutes = (): Route[] => [
  cardRoute('/card/getapplyprotocol', async () => ({ json: { category: categories, ...ok } }), 'GET'),
];
