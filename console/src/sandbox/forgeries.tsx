// Forged and replayed callbacks on demand: who would be told, a button, and what was taken that must be refused.
// Must not judge; the server does.
import { Button, Card, Empty, Table } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { type Desk, type Forged, type Receiver, useAct, useMay } from './desk.ts';
import { useDeskWords } from './words.ts';

function ReceiverCard({ receiver }: { readonly receiver: Receiver }) {
  const own = useDeskWords();
  const { change } = useMay();
  const { busy, act } = useAct();
  const [results, setResults] = useState<readonly Forged[]>([]);
  const { number, section, url } = receiver;
  const forge = (kinds?: string[]) =>
    act(async () => {
      const body = { account: number, ...(kinds ? { kinds } : {}) };
      const { accounts } = await sendJson<{ accounts: { results: Forged[] }[] }>(
        'POST',
        'sandbox/callbacks/forge',
        body,
      );
      const fresh = accounts.flatMap((each) => each.results);
      setResults((known) =>
        kinds === undefined ? fresh : known.map((old) => fresh.find(({ kind }) => kind === old.kind) ?? old),
      );
      return undefined;
    });
  return (
    <Card
      size="small"
      title={`${number} · ${section}`}
      extra={
        change && (
          <Button size="small" type="primary" loading={busy} disabled={url === null} onClick={() => void forge()}>
            {own.forge}
          </Button>
        )
      }
    >
      <p className="hint long-text no-gap">{url ?? own.notSet}</p>
      {results.length > 0 && (
        <Table<Forged>
          size="small"
          rowKey="kind"
          className="desk-table block"
          pagination={false}
          dataSource={results}
          columns={[
            {
              title: '',
              width: 112,
              render: (_, { verdict }) => <Mark kind={verdict === 'fine' ? 'good' : 'bad'}>{own[verdict]}</Mark>,
            },
            { title: own.forgery, render: (_, { kind, title }) => own.nameOf(kind, title) },
            { title: own.answered, width: 88, render: (_, { status, error }) => status ?? error ?? own.noAnswer },
            ...(change
              ? [
                  {
                    title: '',
                    width: 96,
                    render: (_: unknown, { kind }: Forged) => (
                      <Button size="small" disabled={busy} onClick={() => void forge([kind])}>
                        {own.again}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Card>
  );
}

export function Forgeries({ desk }: { readonly desk: Desk }) {
  const own = useDeskWords();
  const told = desk.receivers.filter(({ forgeable }) => forgeable);
  return (
    <div className="desk-stack">
      <p className="hint">{own.forgeHint}</p>
      {told.length === 0 && <Empty description={own.noReceivers} />}
      {told.map((receiver) => (
        <ReceiverCard key={`${receiver.kind} ${receiver.number}`} receiver={receiver} />
      ))}
    </div>
  );
}
