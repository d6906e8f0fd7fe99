// The till: looks one code up and redeems it. All that a clerk needs. Must not know how codes are kept.
import { CodeDesk } from '../shop/code-desk.tsx';
import { WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

export default function Till() {
  const words = useWords();
  return <WithShop title={words.till}>{(shop) => <CodeDesk key={shop.number} shop={shop} />}</WithShop>;
}
