// The list of requests with its search; a row opens the request. Must not show one request itself.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { useLanguage, useWords } from '../words/index.tsx';
import { explain } from './causes.ts';
import { RequestDrawer } from './request-drawer.tsx';
import type { Found, Line } from './traffic.ts';

const rooms = ['wechatpay-v3', 'wechat-mp', 'ai-painting', 'picture-space'];

export function Requests() {
  const words = useWords();
  const { language } = useLanguage();
  const [text, setText] = useState('');
  const [room, setRoom] = useState<string | undefined>(undefined);
  const [failed, setFailed] = useState<string | undefined>(undefined);
  const [before, setBefore] = useState<readonly number[]>([]);
  const [open, setOpen] = useState<number | null>(null);
  const { data, error, isFetching } = useQuery({
    queryKey: ['requests', text, room, failed, before.at(-1)],
    queryFn: () => getJson<Found>('requests', { text, room, failed, before: before.at(-1), limit: 50 }),
    // The first page follows what happens; older ones stand still.
    refetchInterval: before.length === 0 && text === '' ? 3_000 : false,
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const first =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setBefore([]);
    };
  const skipped = (data?.skipped.successes ?? 0) + (data?.skipped.failures ?? 0);
  return (
    <>
      <div className="bar">
        <Input.Search
          className="request-search"
          aria-label={words.search}
          placeholder={words.requestSearch}
          allowClear
          enterButton
          loading={isFetching && text !== ''}
          onSearch={first(setText)}
        />
        <Select
          aria-label={words.interface}
          allowClear
          placeholder={words.everyInterface}
          onChange={first(setRoom)}
          options={rooms.map((value) => ({ value, label: value }))}
        />
        <Select
          aria-label={words.status}
          allowClear
          placeholder={words.everyState}
          onChange={first(setFailed)}
          options={[
            { value: 'true', label: words.refusedRequests },
            { value: 'false', label: words.servedRequests },
          ]}
        />
      </div>
      {data?.keeps === false && <Alert className="step-alert" type="info" showIcon title={words.trafficOff} />}
      {data?.complete === false && <Alert className="step-alert" type="info" showIcon title={words.searchGoesOn} />}
      <Table<Line>
        size="small"
        rowKey="id"
        loading={data === undefined}
        pagination={false}
        className="wide-table"
        locale={{ emptyText: words.noRequests }}
        dataSource={data?.requests ?? []}
        rowClassName="request-row"
        onRow={({ id }) => ({ onClick: () => setOpen(id) })}
        columns={[
          { title: words.time, dataIndex: 'at', width: 110, render: (at: number) => new Date(at).toLocaleTimeString() },
          {
            title: words.request,
            ellipsis: true,
            render: (_, { id, method, target }) => (
              <Button type="link" size="small" className="request-open" onClick={() => setOpen(id)}>
                <code>{`${method} ${target}`}</code>
              </Button>
            ),
          },
          { title: words.interface, dataIndex: 'room', width: 130 },
          {
            title: words.status,
            width: 76,
            render: (_, { status, failed: refused }) => (
              <Tag className={refused ? 'tag-bad' : 'tag-good'}>{status}</Tag>
            ),
          },
          { title: 'ms', dataIndex: 'durationMs', width: 76, align: 'right', render: (ms: number) => ms.toFixed(1) },
          {
            title: words.doctor,
            width: 230,
            ellipsis: true,
            render: (_, { cause }) => (cause === null || cause === 'valid' ? '' : explain(cause, language)[0]),
          },
        ]}
      />
      <div className="bar pages">
        <Button disabled={before.length === 0} onClick={() => setBefore(before.slice(0, -1))}>
          {words.previous}
        </Button>
        <Button disabled={data?.next == null} onClick={() => data?.next != null && setBefore([...before, data.next])}>
          {words.next}
        </Button>
        {skipped > 0 && <span className="hint">{`${words.skippedRequests} ${skipped.toLocaleString()}`}</span>}
      </div>
      <RequestDrawer id={open} onClose={() => setOpen(null)} />
    </>
  );
}
