// The shop whose cards, people and figures are shown, chosen once for all pages. Must not draw a page.
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { question } from '../api.ts';
import { chosenShop, keepShop, keptShop, type Shop } from '../lists.ts';
import { Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';

export interface Face {
  readonly brand: string;
  readonly title: string;
  readonly subtitle: string;
  readonly colour: string;
  readonly logo: string;
  readonly benefit: { readonly figure: string; readonly unit: string; readonly condition: string };
  readonly kindName: string;
  readonly notice: string;
  readonly description: string;
  readonly address?: string;
}

export type Validity =
  | { readonly kind: 'range'; readonly from: number; readonly until: number }
  | { readonly kind: 'term'; readonly days: number };

export interface CardInfo {
  readonly number: string;
  readonly title: string;
  readonly kind: string;
  readonly review: 'pending' | 'refused' | 'approved' | 'published' | 'deleted';
  readonly refusal: string;
  readonly stock: { readonly total: number; readonly left: number };
  readonly codes: { readonly stored: number; readonly left: number };
  readonly codeMode: string;
  readonly validity: Validity;
  readonly limits: { readonly claimsPerHolder: number | null; readonly canGift: boolean };
  readonly face: Face;
  readonly address: string;
  readonly createdAt: number;
}

/** Shows its children for the chosen shop, with a choice when there are several. */
export function WithShop(props: { readonly title: string; readonly children: (shop: Shop) => ReactNode }) {
  const words = useWords();
  const [number, setNumber] = useState(keptShop);
  const { data, error } = useQuery({ queryKey: ['shops'], ...question<{ shops: Shop[] }>('shops') });
  if (error) throw error;
  const shop = chosenShop(data?.shops ?? [], number);
  return (
    <section>
      <div className="page-head">
        <h1>{props.title}</h1>
        {data && data.shops.length > 1 && shop && (
          <Select
            aria-label={words.shop}
            value={shop.number}
            options={data.shops.map((each) => ({ value: each.number, label: each.name || each.number }))}
            onChange={(value) => {
              keepShop(value);
              setNumber(value);
            }}
          />
        )}
      </div>
      {data === undefined ? (
        <Skeleton active />
      ) : shop === undefined ? (
        <Alert type="info" title={words.noShop} />
      ) : (
        props.children(shop)
      )}
    </section>
  );
}
