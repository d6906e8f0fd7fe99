// What accounts were told: attempts, last answer, next try, send again. Must not know what a notice says.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Table } from 'antd';
import { useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';
import type { Attempt, Callback } from './traffic.ts';

const pageSize = 50;
const looks = { due: 'busy', delivered: 'good', exhausted: 'bad' } as const;

function Attempts({ id, count }: { readonly id: string; readonly count: number }) {
  const words = useWords();
  const { data } = useQuery({
    queryKey: ['attempts', id, count],
    queryFn: () => getJson<{ attempts: Attempt[] }>(`callbacks/${id}/attempts`),
  });
  return (
    <Table
      size="small"
      rowKey="number"
      pagination={false}
      loading={data === undefined}
      dataSource={data?.attempts ?? []}
      columns={[
        { title: '#', dataIndex: 'number', width: 48 },
        { title: words.time, dataIndex: 'at', render: (at: number) => new Date(at).toLocaleString(), width: 190 },
        { title: words.status, render: (_, each) => each.status ?? '—', width: 80 },
        { title: 'ms', dataIndex: 'durationMs', width: 70 },
        { title: words.answer, render: (_, each) => each.error ?? each.answer, ellipsis: true },
      ]}
    />
  );
}

export function Callbacks() {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const [state, setState] = useState<Callback['state'] | undefined>(undefined);
  const pages = usePages<string>();
  const { data, error } = useQuery({
    queryKey: ['callbacks', state, pages.cursor],
    queryFn: () =>
      getJson<{ callbacks: Callback[]; next: string | null }>('callbacks', {
        state,
        before: pages.cursor,
        limit: pageSize,
      }),
    refetchInterval: 3_000,
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const names = { due: words.callbackDue, delivered: words.callbackDelivered, exhausted: words.callbackExhausted };
  const resend = async (id: string) => {
    try {
      await sendJson('POST', `callbacks/${id}/resend`);
      message.success(words.resent);
    } catch (failure) {
      message.error((failure as Error).message);
    }
    await client.invalidateQueries({ queryKey: ['callbacks'] });
  };
  return (
    <>
      <div className="bar">
        <Select
          aria-label={words.status}
          allowClear
          placeholder={words.everyState}
          onChange={(value: Callback['state'] | undefined) => {
            setState(value);
            pages.first();
          }}
          options={Object.entries(names).map(([value, label]) => ({ value: value as Callback['state'], label }))}
        />
      </div>
      <Table
        size="small"
        rowKey="id"
        loading={data === undefined}
        pagination={false}
        className="wide-table"
        locale={{ emptyText: words.noCallbacks }}
        dataSource={data?.callbacks ?? []}
        expandable={{ expandedRowRender: (row) => <Attempts id={row.id} count={row.attempts} /> }}
        columns={[
          {
            title: words.time,
            dataIndex: 'createdAt',
            render: (at: number) => new Date(at).toLocaleString(),
            width: 190,
          },
          { title: words.event, dataIndex: 'kind', width: 190, ellipsis: true },
          { title: words.address, render: (_, row) => row.url ?? '—', ellipsis: true },
          { title: words.attempts, dataIndex: 'attempts', align: 'right', width: 96 },
          {
            title: words.status,
            width: 150,
            render: (_, row) => (
              <Mark kind={looks[row.state]}>
                {names[row.state]}
                {row.lastStatus === null ? '' : ` · ${row.lastStatus}`}
              </Mark>
            ),
          },
          {
            title: words.nextTry,
            width: 190,
            render: (_, row) => (row.nextAt === null ? '—' : new Date(row.nextAt).toLocaleString()),
          },
          {
            title: '',
            width: 96,
            render: (_, row) =>
              session.role !== 'auditor' && (
                <Button size="small" onClick={() => void resend(row.id)}>
                  {words.resend}
                </Button>
              ),
          },
        ]}
      />
      <Pager pages={pages} next={data?.next} shown={data?.callbacks.length ?? 0} size={pageSize} />
    </>
  );
}
