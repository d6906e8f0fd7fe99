// Who did what on this server: newest first, filtered, and whether the log is still as it was written.
// Must not write anything.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Input, Table } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
import { useLanguage } from '../words/index.tsx';
import { actChoices, actName, roleName } from '../words/names.ts';

interface Entry {
  readonly sequence: number;
  readonly at: number;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly subject: string;
  readonly account: string;
  readonly room: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}
interface Verdict {
  readonly whole: boolean;
  readonly entries?: number;
  readonly sequence?: number;
  readonly text?: string;
}

const pageSize = 25;

export default function AuditLog() {
  const { words, language } = useLanguage();
  const pages = usePages<number>();
  const [filter, setFilter] = useState<{ actor?: string; action?: string; subject?: string }>({});
  const { data, error } = useQuery({
    queryKey: ['audit', pages.cursor, filter],
    queryFn: () =>
      getJson<{ entries: Entry[]; next: number | null; head: { sequence: number } }>('audit', {
        before: pages.cursor,
        count: pageSize,
        ...filter,
      }),
    placeholderData: (previous) => previous,
  });
  const verdict = useQuery({
    queryKey: ['audit', 'verification'],
    queryFn: () => getJson<Verdict>('audit/verification'),
    enabled: false,
  });
  if (error) throw error;
  const choose = (key: keyof typeof filter, value: string) => {
    const { [key]: _, ...rest } = filter;
    setFilter(value === '' ? rest : { ...rest, [key]: value });
    pages.first();
  };
  const field = (key: 'actor' | 'subject', label: string) => (
    <Input.Search
      className="audit-field"
      allowClear
      aria-label={label}
      placeholder={label}
      maxLength={200}
      onSearch={(value) => choose(key, value.trim())}
    />
  );
  return (
    <Card
      title={words.auditLog}
      className="block"
      extra={
        <Button loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
          {words.verifyLog}
        </Button>
      }
    >
      {verdict.data && (
        <Alert
          className="step-alert"
          type={verdict.data.whole ? 'success' : 'error'}
          showIcon
          title={
            verdict.data.whole
              ? `${words.logWhole} (${(verdict.data.entries ?? 0).toLocaleString()})`
              : `${words.logBroken} ${verdict.data.sequence ?? ''} · ${verdict.data.text ?? ''}`
          }
        />
      )}
      <div className="bar">
        {field('actor', words.user)}
        <Select
          className="audit-field"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={words.action}
          placeholder={words.action}
          onChange={(value: string | undefined) => choose('action', value ?? '')}
          options={[...actChoices(language)]}
        />
        {field('subject', words.subject)}
      </div>
      <Table
        size="small"
        rowKey="sequence"
        className="wide-table"
        pagination={false}
        loading={data === undefined}
        locale={{ emptyText: words.nothingFound }}
        dataSource={data?.entries ?? []}
        expandable={{
          rowExpandable: ({ detail }) => Object.keys(detail).length > 0,
          expandedRowRender: ({ detail, hash }) => (
            <>
              <pre className="code">{JSON.stringify(detail, null, 2)}</pre>
              <span className="hint long-text">{hash}</span>
            </>
          ),
        }}
        columns={[
          { title: '#', dataIndex: 'sequence', width: 76, render: (n: number) => n.toLocaleString() },
          { title: words.time, dataIndex: 'at', width: 205, render: (at: number) => new Date(at).toLocaleString() },
          {
            title: words.user,
            width: 150,
            render: (_, each) => `${each.actor} · ${roleName(each.role, language)}`,
            ellipsis: true,
          },
          {
            title: words.action,
            width: 190,
            ellipsis: true,
            render: (_, { action }) => <span title={action}>{actName(action, language)}</span>,
          },
          { title: words.subject, dataIndex: 'subject', ellipsis: true },
          { title: words.interface, dataIndex: 'room', width: 120, ellipsis: true },
        ]}
      />
      <Pager
        pages={pages}
        next={data?.next}
        shown={data?.entries.length ?? 0}
        size={pageSize}
        {...(Object.keys(filter).length === 0 ? { total: data?.head.sequence } : {})}
      />
    </Card>
  );
}
