// The list of cards: find, make, approve, stock, hand out, end. Must not know how a card is kept.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Input, InputNumber, Popconfirm, Popover, Progress, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { question, sendJson } from '../api.ts';
import { cardsOf, rowsOf, type Shop, shopPath } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import { EditCard } from './edit-card.tsx';
import { HandOut } from './hand-out.tsx';
import { NewCard } from './new-card.tsx';
import type { CardInfo } from './shop.tsx';

type Review = 'pending' | 'refused' | 'approved' | 'deleted';

const marks = { pending: 'busy', refused: 'bad', approved: 'good', published: 'good', deleted: 'plain' } as const;

function Stock({
  card,
  onChange,
}: {
  readonly card: CardInfo;
  readonly onChange: (delta: number) => Promise<unknown>;
}) {
  const words = useWords();
  const [delta, setDelta] = useState(100);
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={words.changeStock}
      content={
        <Space direction="vertical">
          <span className="hint">{`${words.left} ${card.stock.left.toLocaleString()}`}</span>
          <Space.Compact>
            <InputNumber
              aria-label={words.changeStock}
              value={delta}
              min={-card.stock.left}
              max={100_000_000}
              onChange={(value) => setDelta(value ?? 0)}
            />
            <Button
              type="primary"
              disabled={delta === 0}
              onClick={() => void onChange(delta).then(() => setOpen(false))}
            >
              {words.save}
            </Button>
          </Space.Compact>
        </Space>
      }
    >
      <Button size="small">{words.stock}</Button>
    </Popover>
  );
}

function Tile(props: {
  readonly shop: Shop;
  readonly card: CardInfo;
  readonly onHandOut: () => void;
  readonly onEdit: () => void;
  readonly act: (work: () => Promise<unknown>) => Promise<void>;
}) {
  const words = useWords();
  const { session } = useSession();
  const { shop, card, act } = props;
  const mayAct = session.role === 'owner' || session.role === 'operator';
  const review = (approved: boolean) =>
    act(() =>
      sendJson(
        'PUT',
        `cards/${card.number}/review`,
        approved ? { approved } : { approved, reason: words.refusedByDesk },
      ),
    );
  const names = {
    pending: words.reviewPending,
    refused: words.reviewRefused,
    approved: words.reviewApproved,
    published: words.reviewApproved,
    deleted: words.reviewDeleted,
  };
  const claimed = card.stock.total - card.stock.left;
  return (
    <Card className="card-tile" size="small">
      <CardFace face={card.face} validity={card.validity} />
      <div className="card-line">
        <Mark kind={marks[card.review]}>{names[card.review]}</Mark>
        {card.codeMode === 'imported' && (
          <Mark kind="plain">{`${words.codes} ${card.codes.left.toLocaleString()}`}</Mark>
        )}
        <span className="hint" title={card.number}>
          {card.number}
        </span>
      </div>
      <Progress
        percent={card.stock.total === 0 ? 0 : Math.round((100 * claimed) / card.stock.total)}
        format={() => `${claimed.toLocaleString()} / ${card.stock.total.toLocaleString()}`}
        aria-label={words.claimed}
      />
      {card.review === 'refused' && card.refusal !== '' && <p className="hint">{card.refusal}</p>}
      {mayAct && card.review !== 'deleted' && (
        <Space wrap size="small">
          {card.review === 'pending' && (
            <>
              <Button size="small" type="primary" onClick={() => void review(true)}>
                {words.approve}
              </Button>
              <Button size="small" onClick={() => void review(false)}>
                {words.refuse}
              </Button>
            </>
          )}
          {(card.review === 'approved' || card.review === 'published') && (
            <Button size="small" type="primary" onClick={props.onHandOut}>
              {words.handOut}
            </Button>
          )}
          <Button size="small" onClick={props.onEdit}>
            {words.edit}
          </Button>
          <Stock
            card={card}
            onChange={(delta) => act(() => sendJson('POST', shopPath(shop, `cards/${card.number}/stock`), { delta }))}
          />
          {card.codeMode !== 'generated' && (
            <Link className="ant-btn-link small-link" to={`/coupons?tab=codes&card=${encodeURIComponent(card.number)}`}>
              {words.importCodes}
            </Link>
          )}
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
        </Space>
      )}
    </Card>
  );
}

export function Cards({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const [query, setQuery] = useSearchParams();
  const pages = usePages<string>();
  const [text, setText] = useState('');
  const [review, setReview] = useState<Review | undefined>(undefined);
  const [handingOut, setHandingOut] = useState<CardInfo | null>(null);
  const [editing, setEditing] = useState<CardInfo | null>(null);
  const picture = query.get('picture');
  const [making, setMaking] = useState(query.has('new'));
  const key = ['cards', shop.number];
  const { data, error } = useQuery({
    queryKey: [...key, pages.cursor, text, review],
    ...question<{ total: number; cards: CardInfo[]; next: string | null }>(
      ...cardsOf(shop, { before: pages.cursor, text, review }),
    ),
    placeholderData: (previous) => previous,
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
  const filtered = text !== '' || review !== undefined;
  return (
    <>
      <div className="bar">
        {session.role !== 'auditor' && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {words.newCard}
          </Button>
        )}
        <Input.Search
          className="code-search"
          allowClear
          placeholder={words.searchCards}
          aria-label={words.searchCards}
          maxLength={64}
          onSearch={(value) => {
            setText(value.trim());
            pages.first();
          }}
        />
        <Select
          aria-label={words.status}
          allowClear
          placeholder={words.everyState}
          onChange={(value: Review | undefined) => {
            setReview(value);
            pages.first();
          }}
          options={[
            { value: 'pending', label: words.reviewPending },
            { value: 'approved', label: words.reviewApproved },
            { value: 'refused', label: words.reviewRefused },
            { value: 'deleted', label: words.reviewDeleted },
          ]}
        />
      </div>
      {data === undefined ? (
        <Skeleton active />
      ) : data.cards.length === 0 ? (
        <Empty description={filtered ? words.nothingFound : words.noCards} />
      ) : (
        <div className="card-tiles">
          {data.cards.map((card) => (
            <Tile
              key={card.number}
              shop={shop}
              card={card}
              act={act}
              onHandOut={() => setHandingOut(card)}
              onEdit={() => setEditing(card)}
            />
          ))}
        </div>
      )}
      {data && (
        <Pager pages={pages} next={data.next} shown={data.cards.length} size={rowsOf.cards} total={data.total} />
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
            if (card.codeMode === 'imported') setQuery({ tab: 'codes', card: card.number });
            else if (card.review === 'approved') setHandingOut(card);
          }}
        />
      )}
      {editing && (
        <EditCard
          shop={shop}
          card={editing}
          onClose={() => setEditing(null)}
          onSaved={(card) => {
            setEditing(null);
            message.success(card.review === 'pending' ? words.reviewPending : words.saved);
            void client.invalidateQueries({ queryKey: key });
          }}
        />
      )}
      {handingOut && <HandOut shop={shop} card={handingOut} banner={picture} onClose={() => setHandingOut(null)} />}
    </>
  );
}
