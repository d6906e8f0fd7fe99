// Followers and messages: who follows, which tags they have, what each received; what was sent to many and what came of it.
// Must not know a protocol.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Drawer, Empty, Input, Segmented, Skeleton, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { getJson, question, sendJson } from '../api.ts';
import { shortTime } from '../day.ts';
import { messagesOf, peopleOf, rowsOf, type Shop, shopPath } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
import { useSession } from '../session.tsx';
import { CardFace } from '../shop/card-face.tsx';
import { type Content, MessageBody } from '../shop/message-body.tsx';
import { type CardInfo, type Face, WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

interface Follower {
  readonly number: string;
  readonly name: string;
  readonly follows: boolean;
  readonly tags: readonly number[];
  readonly joinedAt: number;
}
interface AudienceTag {
  readonly id: number;
  readonly name: string;
  readonly members: number;
}
interface People {
  readonly total: number;
  readonly followers: readonly Follower[];
  readonly tags: readonly AudienceTag[];
  readonly next: number | null;
}
interface Message {
  readonly id: number;
  readonly content: Content;
  readonly state: string;
  readonly total: number;
  readonly sent: number;
  readonly failed: number;
  readonly createdAt: number;
}
interface Inbox {
  readonly inbox: readonly {
    readonly id: number;
    readonly purpose: 'broadcast' | 'preview' | 'direct' | 'answer' | 'said';
    readonly content: Content;
    readonly at: number;
    readonly withdrawn: boolean;
  }[];
  readonly faces: Readonly<Record<string, Face>>;
}

/** What one follower received and said, newest first. */
function Received({
  shop,
  follower,
  onClose,
}: {
  readonly shop: Shop;
  readonly follower: Follower;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { data } = useQuery({
    queryKey: ['phone', shop.number, follower.number],
    queryFn: () => getJson<Inbox>(shopPath(shop, `followers/${encodeURIComponent(follower.number)}/phone`)),
  });
  const purposes = {
    broadcast: words.massMessage,
    preview: words.preview,
    direct: words.directMessage,
    answer: words.passiveReply,
    said: words.saidByFollower,
  };
  return (
    <Drawer open size={460} title={`${words.received} · ${follower.name || follower.number}`} onClose={onClose}>
      {data === undefined ? (
        <Skeleton active />
      ) : data.inbox.length === 0 ? (
        <Empty description={words.noMessages} />
      ) : (
        <ul className="received">
          {data.inbox.map((item) => {
            const face = item.content.offer === undefined ? undefined : data.faces[item.content.offer];
            return (
              <li key={item.id}>
                <div className="card-line no-gap">
                  <span className="hint">{new Date(item.at).toLocaleString()}</span>
                  <Mark kind={item.withdrawn ? 'bad' : 'plain'}>
                    {item.withdrawn ? words.withdrawn : purposes[item.purpose]}
                  </Mark>
                </div>
                {face ? (
                  <CardFace face={face} />
                ) : (
                  <p>
                    <MessageBody shop={shop} content={item.content} />
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Drawer>
  );
}

function Followers({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const pages = usePages<number>();
  const [text, setText] = useState('');
  const [tag, setTag] = useState<number | undefined>(undefined);
  const [open, setOpen] = useState<Follower | null>(null);
  const { data, error } = useQuery({
    queryKey: ['people', shop.number, pages.cursor, text, tag],
    ...question<People>(...peopleOf(shop, { after: pages.cursor, text, tag })),
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const tags = data?.tags ?? [];
  return (
    <Card title={`${words.followers} · ${data?.total.toLocaleString() ?? ''}`}>
      <div className="bar">
        <Input.Search
          allowClear
          className="request-search"
          aria-label={words.searchFollowers}
          placeholder={words.searchFollowers}
          maxLength={64}
          onSearch={(value) => {
            setText(value.trim());
            pages.first();
          }}
        />
        <Select
          aria-label={words.tags}
          allowClear
          placeholder={words.tags}
          {...(tag === undefined ? {} : { value: tag })}
          onChange={(value: number | undefined) => {
            setTag(value);
            pages.first();
          }}
          options={tags.map(({ id, name, members }) => ({ value: id, label: `${name} (${members.toLocaleString()})` }))}
        />
      </div>
      <Table
        size="small"
        rowKey="number"
        loading={data === undefined}
        pagination={false}
        locale={{ emptyText: words.nothingFound }}
        dataSource={data?.followers ?? []}
        columns={[
          {
            title: words.name,
            ellipsis: true,
            render: (_, each) => (
              <>
                <button type="button" className="row-open" onClick={() => setOpen(each)}>
                  {each.name || each.number.slice(0, 10)}
                </button>
                <span className="under hint" title={each.number}>
                  {each.number}
                </span>
              </>
            ),
          },
          {
            title: words.tags,
            dataIndex: 'tags',
            width: 96,
            render: (ids: readonly number[]) =>
              ids.map((id) => <Tag key={id}>{tags.find((each) => each.id === id)?.name ?? id}</Tag>),
          },
          {
            title: words.joined,
            dataIndex: 'joinedAt',
            width: 110,
            render: (at: number) => new Date(at).toLocaleDateString(),
          },
        ]}
      />
      <Pager
        pages={pages}
        next={data?.next}
        shown={data?.followers.length ?? 0}
        size={rowsOf.people}
        total={data?.total}
      />
      {open && <Received shop={shop} follower={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

/** A text or a card to everybody, to a tag, or first to one follower to look at. */
function Compose({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message, modal } = App.useApp();
  const client = useQueryClient();
  const [kind, setKind] = useState<'text' | 'card'>('text');
  const [text, setText] = useState('');
  const [card, setCard] = useState<string | undefined>(undefined);
  const [tag, setTag] = useState<number | undefined>(undefined);
  const [tester, setTester] = useState<string | undefined>(undefined);
  const [search, setSearch] = useState('');
  const [who, setWho] = useState('');
  const cards = useQuery({
    queryKey: ['cards', shop.number, 'approved', search],
    queryFn: () =>
      getJson<{ cards: CardInfo[] }>(shopPath(shop, 'cards'), { review: 'approved', text: search, count: 30 }),
    placeholderData: (previous) => previous,
  });
  const people = useQuery({
    queryKey: ['people', shop.number, 'choice', who],
    queryFn: () => getJson<People>(shopPath(shop, 'followers'), { limit: 30, text: who }),
    placeholderData: (previous) => previous,
  });
  const content = kind === 'text' ? { kind, text: text.trim() } : { kind, card };
  const ready = kind === 'text' ? text.trim() !== '' : card !== undefined;
  const send = async (to: { follower?: string; tag?: number }) => {
    try {
      await sendJson('POST', shopPath(shop, 'messages'), { content, ...to });
      message.success(words.sent);
      await client.invalidateQueries({ queryKey: ['messages', shop.number] });
      await client.invalidateQueries({ queryKey: ['phone', shop.number] });
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const tags = people.data?.tags ?? [];
  const named = tags.find(({ id }) => id === tag);
  const reach = named?.members ?? people.data?.total ?? 0;
  return (
    <div className="compose">
      <Segmented
        value={kind}
        onChange={setKind}
        options={[
          { value: 'text', label: words.messageText },
          { value: 'card', label: words.card },
        ]}
      />
      {kind === 'text' ? (
        <Input.TextArea
          aria-label={words.messageText}
          placeholder={words.messageText}
          rows={3}
          maxLength={600}
          showCount
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <Select
          aria-label={words.card}
          showSearch
          filterOption={false}
          placeholder={words.searchCards}
          {...(card === undefined ? {} : { value: card })}
          onSearch={setSearch}
          onChange={(value: string) => setCard(value)}
          options={(cards.data?.cards ?? []).map((each) => ({
            value: each.number,
            label: `${each.title} · ${each.face.brand}`,
          }))}
        />
      )}
      <div className="bar no-gap">
        <Select
          aria-label={words.previewTo}
          showSearch
          allowClear
          filterOption={false}
          placeholder={words.previewTo}
          {...(tester === undefined ? {} : { value: tester })}
          onSearch={setWho}
          onChange={(value: string | undefined) => setTester(value)}
          options={(people.data?.followers ?? []).map((each) => ({
            value: each.number,
            label: each.name || each.number,
          }))}
        />
        <Button disabled={!ready || tester === undefined} onClick={() => void send({ follower: tester ?? '' })}>
          {words.preview}
        </Button>
      </div>
      <div className="bar no-gap">
        <Select
          aria-label={words.tags}
          allowClear
          placeholder={words.everybody}
          {...(tag === undefined ? {} : { value: tag })}
          onChange={(value: number | undefined) => setTag(value)}
          options={tags.map(({ id, name, members }) => ({ value: id, label: `${name} (${members.toLocaleString()})` }))}
        />
        <Button
          type="primary"
          disabled={!ready || reach === 0}
          onClick={() =>
            modal.confirm({
              title: `${words.sendTo} ${named?.name ?? words.everybody} · ${reach.toLocaleString()}`,
              content: kind === 'text' ? text : cards.data?.cards.find((each) => each.number === card)?.title,
              okText: words.send,
              cancelText: words.cancel,
              onOk: () => send(tag === undefined ? {} : { tag }),
            })
          }
        >
          {words.massSend}
        </Button>
      </div>
    </div>
  );
}

function Messages({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { session } = useSession();
  const pages = usePages<number>();
  const { data } = useQuery({
    queryKey: ['messages', shop.number, pages.cursor],
    ...question<{ messages: Message[]; next: number | null }>(...messagesOf(shop, pages.cursor)),
    refetchInterval: 4_000,
    placeholderData: (previous) => previous,
  });
  const states: Readonly<Record<string, string>> = {
    sending: words.sending,
    sent: words.sent,
    withdrawn: words.withdrawn,
  };
  return (
    <Card title={words.messages}>
      <Space direction="vertical" size="middle" className="code-found">
        {session.role !== 'auditor' && <Compose shop={shop} />}
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          className="wide-table narrow"
          locale={{ emptyText: words.noMessages }}
          dataSource={data?.messages ?? []}
          columns={[
            {
              title: words.time,
              dataIndex: 'createdAt',
              width: 108,
              render: (at: number) => <span className="still">{shortTime(at)}</span>,
            },
            {
              title: words.message,
              dataIndex: 'content',
              ellipsis: true,
              render: (content: Content) => content.text ?? content.offer ?? content.kind,
            },
            { title: words.status, dataIndex: 'state', width: 84, render: (state: string) => states[state] ?? state },
            {
              title: words.reached,
              render: (_, row) => `${row.sent.toLocaleString()} / ${row.total.toLocaleString()}`,
              align: 'right',
              width: 84,
            },
          ]}
        />
        <Pager pages={pages} next={data?.next} shown={data?.messages.length ?? 0} size={rowsOf.messages} />
      </Space>
    </Card>
  );
}

export default function AudienceAndMessages() {
  const words = useWords();
  return (
    <WithShop title={words.audience}>
      {(shop) => (
        <div className="halves top" key={shop.number}>
          <Followers shop={shop} />
          <Messages shop={shop} />
        </div>
      )}
    </WithShop>
  );
}
