// Landing pages of a shop: the list, a new one, the poster of each. Must not draw the page people get; the server does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { Pager, usePages } from '../pager.tsx';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';
import { type MadePage, PageDesigner } from './page-designer.tsx';
import { PageReady } from './page-ready.tsx';

interface Shelf {
  readonly key: string;
  readonly serial: number;
  readonly title: string;
  readonly banner: string;
  readonly place: string;
  readonly colour: string | null;
  readonly address: string;
  readonly modules: readonly string[];
  readonly cards: readonly { readonly offer: string }[];
  readonly createdAt: number;
}

const pageSize = 24;

export default function LandingPages({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { session } = useSession();
  const client = useQueryClient();
  const pages = usePages<number>();
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<MadePage | null>(null);
  const { data, error } = useQuery({
    queryKey: ['shelves', shop.number, pages.cursor],
    queryFn: () =>
      getJson<{ shelves: Shelf[]; next: number | null }>(shopPath(shop, 'shelves'), {
        before: pages.cursor,
        limit: pageSize,
      }),
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  return (
    <>
      {session.role !== 'auditor' && (
        <div className="bar">
          <Button type="primary" onClick={() => setMaking(true)}>
            {words.newPage}
          </Button>
        </div>
      )}
      {data === undefined ? (
        <Skeleton active />
      ) : data.shelves.length === 0 ? (
        <Empty description={words.noPages} />
      ) : (
        <div className="tiles wide">
          {data.shelves.map((shelf) => (
            <figure key={shelf.key} className="tile page-tile">
              <img loading="lazy" src={shelf.banner} alt="" />
              <figcaption>
                <strong>{shelf.title}</strong>
                <span className="hint">{`${words.cards} ${shelf.cards.length} · ${shelf.place} · ${new Date(shelf.createdAt).toLocaleDateString()}`}</span>
                <Space wrap size="small">
                  <Button size="small" href={shelf.address} target="_blank">
                    {words.openPage}
                  </Button>
                  <Button size="small" onClick={() => setShown({ ...shelf, colour: shelf.colour ?? '#0a7a55' })}>
                    {words.poster}
                  </Button>
                </Space>
              </figcaption>
            </figure>
          ))}
        </div>
      )}
      {data && <Pager pages={pages} next={data.next} shown={data.shelves.length} size={pageSize} />}
      {making && (
        <PageDesigner
          shop={shop}
          start={{}}
          onClose={() => setMaking(false)}
          onMade={(page) => {
            setMaking(false);
            setShown(page);
            void client.invalidateQueries({ queryKey: ['shelves', shop.number] });
          }}
        />
      )}
      {shown && <PageReady shop={shop} page={shown} onClose={() => setShown(null)} />}
    </>
  );
}
