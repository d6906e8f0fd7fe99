// Cards: list, make, approve, stock, hand out, look a code up, redeem. Must not know how a card is kept.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  App,
  Button,
  Card,
  Empty,
  Input,
  Modal,
  Pagination,
  Popconfirm,
  Progress,
  Skeleton,
  Space,
  Timeline,
} from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { CardFace } from '../shop/card-face.tsx';
import { HandOut } from '../shop/hand-out.tsx';
import { NewCard } from '../shop/new-card.tsx';
import { type CardInfo, dayOf, type Shop, shopPath, WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

interface Found {
  readonly coupon: {
    readonly code: string;
    readonly offer: string;
    readonly holder: string;
    readonly state: string;
    readonly endsAt: number;
  };
  readonly history: readonly {
    readonly id: number;
    readonly kind: string;
    readonly at: number;
    readonly channel: string;
  }[];
}

const pageSize = 12;

function CodeDesk({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const [found, setFound] = useState<Found | null>(null);
  const look = async (code: string) => {
    if (code.trim() === '') return;
    try {
      setFound(await getJson<Found>(shopPath(shop, `codes/${encodeURIComponent(code.trim())}`)));
    } catch (error) {
      setFound(null);
      message.error((error as Error).message);
    }
  };
  const redeem = async () => {
    if (found === null) return;
    try {
      await sendJson('POST', shopPath(shop, 'redemptions'), { code: found.coupon.code, card: found.coupon.offer });
      message.success(words.redeemed);
      await look(found.coupon.code);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <>
      <Input.Search
        className="code-search"
        placeholder={words.codeHint}
        aria-label={words.codeHint}
        enterButton={words.lookUp}
        maxLength={64}
        onSearch={(code) => void look(code)}
      />
      <Modal open={found !== null} title={found?.coupon.code} footer={null} onCancel={() => setFound(null)}>
        {found && (
          <Space direction="vertical" size="middle" className="code-found">
            <Space>
              <Mark kind={found.coupon.state === 'normal' ? 'good' : 'plain'}>{found.coupon.state}</Mark>
              <span>
                {words.validUntil} {dayOf(found.coupon.endsAt)}
              </span>
            </Space>
            <Timeline
              items={found.history.map((event) => ({
                children: `${new Date(event.at).toLocaleString()} · ${event.kind}${event.channel ? ` · ${event.channel}` : ''}`,
              }))}
            />
            {(found.coupon.state === 'normal' || found.coupon.state === 'gift-returned') && (
              <Button type="primary" onClick={() => void redeem()}>
                {words.redeem}
              </Button>
            )}
          </Space>
        )}
      </Modal>
    </>
  );
}

function Cards({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [query, setQuery] = useSearchParams();
  const [page, setPage] = useState(1);
  const [handingOut, setHandingOut] = useState<CardInfo | null>(null);
  const picture = query.get('picture');
  const [making, setMaking] = useState(query.has('new'));
  const key = ['cards', shop.number];
  const { data, error } = useQuery({
    queryKey: [...key, page],
    queryFn: () =>
      getJson<{ total: number; cards: CardInfo[] }>(shopPath(shop, 'cards'), {
        offset: (page - 1) * pageSize,
        count: pageSize,
      }),
  });
  if (error) throw error;
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: key });
    } catch (failure) {
      message.error((failure as Error).message);
    }
  };
  const reviews = {
    pending: words.reviewPending,
    refused: words.reviewRefused,
    approved: words.reviewApproved,
    published: words.reviewApproved,
    deleted: words.reviewDeleted,
  };
  const kinds = { pending: 'busy', refused: 'bad', approved: 'good', published: 'good', deleted: 'plain' } as const;
  return (
    <>
      <div className="bar">
        <Button type="primary" onClick={() => setMaking(true)}>
          {words.newCard}
        </Button>
        <CodeDesk shop={shop} />
      </div>
      {data === undefined ? (
        <Skeleton active />
      ) : data.total === 0 ? (
        <Empty description={words.noCards} />
      ) : (
        <>
          <div className="card-tiles">
            {data.cards.map((card) => (
              <Card key={card.number} className="card-tile" size="small">
                <CardFace face={card.face} validity={card.validity} />
                <div className="card-line">
                  <Mark kind={kinds[card.review]}>{reviews[card.review]}</Mark>
                  <span className="hint">{card.number}</span>
                </div>
                <Progress
                  percent={
                    card.stock.total === 0
                      ? 0
                      : Math.round((100 * (card.stock.total - card.stock.left)) / card.stock.total)
                  }
                  format={() =>
                    `${(card.stock.total - card.stock.left).toLocaleString()} / ${card.stock.total.toLocaleString()}`
                  }
                  aria-label={words.claimed}
                />
                <Space wrap size="small">
                  {card.review === 'pending' && (
                    <>
                      <Button
                        size="small"
                        type="primary"
                        onClick={() =>
                          void act(() => sendJson('PUT', `cards/${card.number}/review`, { approved: true }))
                        }
                      >
                        {words.approve}
                      </Button>
                      <Button
                        size="small"
                        onClick={() =>
                          void act(() =>
                            sendJson('PUT', `cards/${card.number}/review`, {
                              approved: false,
                              reason: words.refusedByDesk,
                            }),
                          )
                        }
                      >
                        {words.refuse}
                      </Button>
                    </>
                  )}
                  {(card.review === 'approved' || card.review === 'published') && (
                    <Button size="small" type="primary" onClick={() => setHandingOut(card)}>
                      {words.handOut}
                    </Button>
                  )}
                  {card.review !== 'deleted' && (
                    <>
                      <Button
                        size="small"
                        onClick={() =>
                          void act(() => sendJson('POST', shopPath(shop, `cards/${card.number}/stock`), { delta: 100 }))
                        }
                      >
                        +100
                      </Button>
                      <Popconfirm
                        title={words.endCard}
                        okText={words.remove}
                        cancelText={words.cancel}
                        onConfirm={() => act(() => sendJson('DELETE', shopPath(shop, `cards/${card.number}`)))}
                      >
                        <Button size="small" danger>
                          {words.remove}
                        </Button>
                      </Popconfirm>
                    </>
                  )}
                </Space>
              </Card>
            ))}
          </div>
          <Pagination
            className="pages"
            current={page}
            pageSize={pageSize}
            total={data.total}
            onChange={setPage}
            showSizeChanger={false}
            hideOnSinglePage
          />
        </>
      )}
      {making && (
        <NewCard
          shop={shop}
          start={{
            ...(query.get('title') ? { title: String(query.get('title')).slice(0, 9) } : {}),
            ...(query.get('brand') ? { brand: String(query.get('brand')).slice(0, 12) } : {}),
            ...(picture ? { picture } : {}),
          }}
          open
          onClose={() => {
            setMaking(false);
            setQuery({});
          }}
          onMade={(card) => {
            setMaking(false);
            void client.invalidateQueries({ queryKey: key });
            if (card.review === 'approved') setHandingOut(card);
          }}
        />
      )}
      {handingOut && <HandOut shop={shop} card={handingOut} banner={picture} onClose={() => setHandingOut(null)} />}
    </>
  );
}

export default function Coupons() {
  const words = useWords();
  return <WithShop title={words.coupons}>{(shop) => <Cards key={shop.number} shop={shop} />}</WithShop>;
}
