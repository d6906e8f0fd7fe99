// Followers and messages: who follows, which tags they have, what was sent and what came of it. Must not know a protocol.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { type Shop, shopPath, WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

interface Follower {
  readonly number: string;
  readonly name: string;
  readonly city: string;
  readonly follows: boolean;
  readonly tags: readonly number[];
  readonly position: number;
  readonly joinedAt: number;
}
interface People {
  readonly total: number;
  readonly followers: readonly Follower[];
  readonly tags: readonly { readonly id: number; readonly name: string; readonly members: number }[];
}
interface Message {
  readonly id: number;
  readonly content: { readonly kind: string; readonly text?: string; readonly offer?: string };
  readonly state: string;
  readonly total: number;
  readonly sent: number;
  readonly failed: number;
  readonly createdAt: number;
}

function AudiencePage({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [after, setAfter] = useState<readonly number[]>([0]);
  const [text, setText] = useState('');
  const [tag, setTag] = useState<number | undefined>(undefined);
  const people = useQuery({
    queryKey: ['people', shop.number, after.at(-1)],
    queryFn: () => getJson<People>(shopPath(shop, 'followers'), { after: after.at(-1) ?? 0, limit: 50 }),
  });
  const messages = useQuery({
    queryKey: ['messages', shop.number],
    queryFn: () => getJson<{ messages: Message[] }>(shopPath(shop, 'messages')),
    refetchInterval: 4_000,
  });
  if (people.error) throw people.error;
  const send = async () => {
    try {
      await sendJson('POST', shopPath(shop, 'messages'), {
        content: { kind: 'text', text },
        ...(tag === undefined ? {} : { tag }),
      });
      setText('');
      message.success(words.sent);
      await client.invalidateQueries({ queryKey: ['messages', shop.number] });
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const tags = people.data?.tags ?? [];
  const last = people.data?.followers.at(-1)?.position;
  return (
    <div className="halves">
      <Card title={`${words.followers} · ${people.data?.total ?? ''}`}>
        <Table
          size="small"
          rowKey="number"
          loading={people.isPending}
          pagination={false}
          dataSource={[...(people.data?.followers ?? [])]}
          columns={[
            { title: words.name, dataIndex: 'name' },
            { title: 'ID', dataIndex: 'number', ellipsis: true },
            {
              title: words.tags,
              dataIndex: 'tags',
              render: (ids: readonly number[]) =>
                ids.map((id) => <Tag key={id}>{tags.find((each) => each.id === id)?.name ?? id}</Tag>),
            },
          ]}
        />
        <div className="bar pages">
          <Button disabled={after.length === 1} onClick={() => setAfter(after.slice(0, -1))}>
            {words.previous}
          </Button>
          <Button
            disabled={(people.data?.followers.length ?? 0) < 50}
            onClick={() => last !== undefined && setAfter([...after, last])}
          >
            {words.next}
          </Button>
        </div>
      </Card>
      <Card title={words.messages}>
        <div className="bar">
          <Select
            aria-label={words.tags}
            allowClear
            placeholder={words.everybody}
            {...(tag === undefined ? {} : { value: tag })}
            onChange={(value: number | undefined) => setTag(value)}
            options={tags.map(({ id, name, members }) => ({ value: id, label: `${name} (${members})` }))}
          />
          <Input
            aria-label={words.messageText}
            placeholder={words.messageText}
            maxLength={600}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="primary" disabled={text.trim() === ''} onClick={() => void send()}>
            {words.send}
          </Button>
        </div>
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={messages.data?.messages ?? []}
          columns={[
            { title: words.time, dataIndex: 'createdAt', render: (at: number) => new Date(at).toLocaleString() },
            {
              title: words.message,
              dataIndex: 'content',
              ellipsis: true,
              render: (content: Message['content']) => content.text ?? content.offer ?? content.kind,
            },
            { title: words.reached, render: (_, row) => `${row.sent} / ${row.total}`, align: 'right' },
          ]}
        />
      </Card>
    </div>
  );
}

export default function AudienceAndMessages() {
  const words = useWords();
  return <WithShop title={words.audience}>{(shop) => <AudiencePage key={shop.number} shop={shop} />}</WithShop>;
}
