// The list of requests with its search; a row opens the request. Must not show one request itself.
import { useQuery } from '@tanstack/react-query';
import { Alert, Input, Table } from 'antd';
import { useState } from 'react';
import { question } from '../api.ts';
import { requestsLike, rowsOf } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
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
  const pages = usePages<number>();
  const [open, setOpen] = useState<number | null>(null);
  const { data, error, isFetching } = useQuery({
    queryKey: ['requests', text, room, failed, pages.cursor],
    ...question<Found>(...requestsLike({ text, room, failed, before: pages.cursor })),
    // The first page follows what happens; older ones stand still.
    refetchInterval: pages.before === 0 && text === '' ? 3_000 : false,
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const first =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      pages.first();
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
            title: words.status,
            width: 76,
            render: (_, { status, failed: refused }) => <Mark kind={refused ? 'bad' : 'good'}>{status}</Mark>,
          },
          {
            title: words.request,
            ellipsis: true,
            render: (_, { id, method, target }) => (
              <button type="button" className="row-open" onClick={() => setOpen(id)}>
                <code>{`${method} ${target}`}</code>
              </button>
            ),
          },
          { title: words.interface, dataIndex: 'room', width: 130 },
          { title: 'ms', dataIndex: 'durationMs', width: 76, align: 'right', render: (ms: number) => ms.toFixed(1) },
          {
            title: words.doctor,
            width: 230,
            ellipsis: true,
            render: (_, { cause }) => (cause === null || cause === 'valid' ? '' : explain(cause, language)[0]),
          },
        ]}
      />
      <Pager pages={pages} next={data?.next} shown={data?.requests.length ?? 0} size={rowsOf.requests} />
      {skipped > 0 && <p className="hint">{`${words.skippedRequests} ${skipped.toLocaleString()}`}</p>}
      <RequestDrawer id={open} onClose={() => setOpen(null)} />
    </>
  );
}
