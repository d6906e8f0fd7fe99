// What the connected program has met and what it has not, with a button for each thing that can be brought about.
// Must not count; the server does.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Progress, Segmented, Table } from 'antd';
import { useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';
import { type CoverageItem, type Report, useAct, useMay } from './desk.ts';
import { useDeskWords } from './words.ts';

const kinds = ['operation', 'error', 'retry', 'repetition', 'new-key', 'callback', 'forgery'] as const;

function useTitles(): (item: CoverageItem) => string {
  const own = useDeskWords();
  return ({ id, kind, title }) => {
    const name = id.split('/').slice(2).join('/');
    if (kind === 'operation') return `${name} · ${title}`;
    if (kind === 'error') return `${own.errorAnswer} ${name}`;
    if (kind === 'retry') return own.retryTitle;
    if (kind === 'repetition') return own.repetitionTitle;
    if (kind === 'new-key') return own.newKeyTitle;
    if (name === 'sent') return own.sentTitle;
    if (kind === 'callback') return `${own.callbackFault}: ${own.nameOf(name)}`;
    return name === 'any' ? own.forgery : own.nameOf(name, title);
  };
}

export function Coverage() {
  const words = useWords();
  const own = useDeskWords();
  const titleOf = useTitles();
  const { change } = useMay();
  const { busy, act } = useAct();
  const [shown, setShown] = useState<'all' | 'missing' | 'met'>('missing');
  const [room, setRoom] = useState<string | undefined>(undefined);
  const [kind, setKind] = useState<string | undefined>(undefined);
  const { data, error } = useQuery({
    queryKey: ['sandbox', 'coverage'],
    queryFn: () => getJson<Report>('sandbox/coverage'),
    refetchInterval: 2_000,
  });
  if (error) throw error;
  const items = data?.items ?? [];
  const wanted = items.filter(
    (item) =>
      (shown === 'all' || item.met > 0 === (shown === 'met')) &&
      (room === undefined || item.room === room) &&
      (kind === undefined || item.kind === kind),
  );
  const rooms = [...new Set(items.map((item) => item.room))].filter((name) => name !== '');
  const exercise = (id: string) =>
    act(async () => (await sendJson<{ done: string }>('POST', 'sandbox/coverage/exercise', { id })).done);
  return (
    <div className="desk-stack">
      <p className="hint">
        {own.coverageHint} {data && `${own.since} ${new Date(data.since).toLocaleString()}`}
      </p>
      {data !== undefined && (
        <Card size="small">
          <div className="coverage-sum">
            <b>
              {data.met} / {data.all}
            </b>
            <Progress
              aria-label={own.coverage}
              percent={Math.round((100 * data.met) / Math.max(1, data.all))}
              strokeColor="var(--leaf)"
            />
          </div>
          <ul className="coverage-kinds">
            {kinds.map((each) => {
              const all = items.filter((item) => item.kind === each);
              const met = all.filter((item) => item.met > 0).length;
              return (
                <li key={each}>
                  <span className="hint">{each === 'error' ? own.errorAnswer : own[each]}</span>
                  <b>
                    {met} / {all.length}
                  </b>
                </li>
              );
            })}
          </ul>
        </Card>
      )}
      {data !== undefined && data.holes.length > 0 && (
        <Alert type="error" showIcon title={`${own.holes} ${data.holes.map((each) => own.nameOf(each)).join(' · ')}`} />
      )}
      <div className="bar no-gap">
        <Segmented
          value={shown}
          onChange={setShown}
          options={(['missing', 'met', 'all'] as const).map((value) => ({ value, label: own[value] }))}
        />
        <Select
          aria-label={words.interface}
          allowClear
          placeholder={own.everyRoom}
          value={room}
          onChange={setRoom}
          options={rooms.map((value) => ({ value, label: value }))}
        />
        <Select
          aria-label={own.every}
          allowClear
          placeholder={own.every}
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: value === 'error' ? own.errorAnswer : own[value] }))}
        />
      </div>
      <Table<CoverageItem>
        size="small"
        rowKey="id"
        className="desk-table"
        loading={data === undefined}
        pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
        locale={{ emptyText: words.nothingFound }}
        dataSource={wanted}
        columns={[
          {
            title: own.timesMet,
            width: 84,
            render: (_, { met }) => <Mark kind={met > 0 ? 'good' : 'plain'}>{met.toLocaleString()}</Mark>,
          },
          {
            title: own.what,
            render: (_, item) => (
              <>
                <span className="long-text">{titleOf(item)}</span>
                {item.room !== '' && <div className="hint">{item.room}</div>}
              </>
            ),
          },
          {
            title: '',
            width: 112,
            render: (_, item) =>
              item.byButton && change ? (
                <Button size="small" disabled={busy} onClick={() => void exercise(item.id)}>
                  {own.exercise}
                </Button>
              ) : (
                item.met === 0 && <span className="hint">{own.onlyProgram}</span>
              ),
          },
        ]}
      />
    </div>
  );
}
