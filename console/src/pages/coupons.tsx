// Everything about cards, in three parts: the cards, their codes, the landing pages they stand on.
// Must not know how a card is kept.
import { Tabs } from 'antd';
import { useSearchParams } from 'react-router';
import { late } from '../late.tsx';
import type { Shop } from '../lists.ts';
import { Cards } from '../shop/cards.tsx';
import { CodeDesk } from '../shop/code-desk.tsx';
import { WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

const CodeImport = late(() => import('../shop/code-import.tsx'));
const LandingPages = late(() => import('../shop/landing-pages.tsx'));

function Parts({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const [query, setQuery] = useSearchParams();
  return (
    <Tabs
      destroyOnHidden
      activeKey={query.get('tab') ?? 'cards'}
      onChange={(tab) => setQuery(tab === 'cards' ? {} : { tab })}
      items={[
        { key: 'cards', label: words.cards, children: <Cards shop={shop} /> },
        {
          key: 'codes',
          label: words.codes,
          children: (
            <>
              <CodeDesk shop={shop} />
              <CodeImport shop={shop} />
            </>
          ),
        },
        {
          key: 'pages',
          label: words.landingPages,
          children: <LandingPages shop={shop} />,
        },
      ]}
    />
  );
}

export default function Coupons() {
  const words = useWords();
  return <WithShop title={words.coupons}>{(shop) => <Parts key={shop.number} shop={shop} />}</WithShop>;
}
