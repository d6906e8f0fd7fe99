// Takes a list of codes into a card: a file of any length, sent in pieces with its progress, and a report of every line
// that was not taken. Left in between, the same file goes on where it was. Must not decide which codes are known.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Progress, Space, Statistic, Table } from 'antd';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { getJson, sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';
import { codeOf, csvOf, digestOf, piecesOf, saveAs } from './code-lines.ts';
import type { CardInfo } from './shop.tsx';

interface Reject {
  readonly line: number;
  readonly text: string;
  readonly reason: 'duplicate' | 'no-code';
}
interface ImportRecord {
  readonly id: number;
  readonly line: number;
  readonly added: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly finished: boolean;
  readonly begunAt: number;
}
interface Running {
  readonly name: string;
  readonly share: number;
  readonly lines: number;
  readonly added: number;
  readonly rejects: readonly Reject[];
  readonly state: 'reading' | 'sending' | 'done' | 'stopped';
}

const linesAtOnce = 2_000;
/** Rejected lines shown on the page; the report holds all of them. */
const mostShown = 100;

export default function CodeImport({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [query, setQuery] = useSearchParams();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef(false);
  const [running, setRunning] = useState<Running | null>(null);
  const cards = useQuery({
    queryKey: ['cards', shop.number, 'own-codes'],
    queryFn: async () => {
      const { cards: all } = await getJson<{ cards: CardInfo[] }>(shopPath(shop, 'cards'), { count: 50, own: true });
      return all;
    },
  });
  const named = query.get('card');
  const number = named ?? cards.data?.[0]?.number;
  const card = useQuery({
    queryKey: ['card', shop.number, number],
    queryFn: () => getJson<CardInfo>(shopPath(shop, `cards/${number}`)),
    enabled: number !== undefined,
  });
  const past = useQuery({
    queryKey: ['imports', shop.number, number],
    queryFn: () => getJson<{ imports: ImportRecord[] }>(shopPath(shop, `cards/${number}/imports`)),
    enabled: number !== undefined,
  });
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['imports', shop.number, number] });
    await client.invalidateQueries({ queryKey: ['card', shop.number, number] });
    await client.invalidateQueries({ queryKey: ['cards', shop.number] });
  };
  const take = async (file: File) => {
    stop.current = false;
    let state: Running = { name: file.name, share: 0, lines: 0, added: 0, rejects: [], state: 'reading' };
    const show = (some: Partial<Running>) => {
      state = { ...state, ...some };
      setRunning(state);
    };
    show({});
    try {
      const path = shopPath(shop, `cards/${number}/imports`);
      const begun = await sendJson<ImportRecord>('POST', path, { list: await digestOf(file) });
      show({ state: 'sending', lines: begun.line, added: begun.added });
      let from = 0;
      for await (const { lines, share, last } of piecesOf(file, linesAtOnce)) {
        if (stop.current) {
          show({ state: 'stopped' });
          break;
        }
        const to = from + lines.length;
        // What an earlier try has read already is not sent again.
        if (to > begun.line || (last && lines.length === 0)) {
          const skip = Math.max(0, begun.line - from);
          const answer = await sendJson<{ added: number; rejects: Reject[] }>('POST', `${path}/${begun.id}/lines`, {
            from: from + skip,
            lines: lines.slice(skip).map(codeOf),
            last,
          });
          show({
            share,
            lines: to,
            added: state.added + answer.added,
            rejects: answer.rejects.length === 0 ? state.rejects : [...state.rejects, ...answer.rejects],
          });
        }
        from = to;
        if (last) show({ state: 'done', share: 1 });
      }
    } catch (error) {
      show({ state: 'stopped' });
      message.error((error as Error).message, 8);
    }
    await refresh();
  };
  const reasons = { duplicate: words.rejectDuplicate, 'no-code': words.rejectNoCode };
  const busy = running !== null && (running.state === 'reading' || running.state === 'sending');
  const waiting = card.data === undefined ? 0 : card.data.codes.left - card.data.stock.left;
  return (
    <Card title={words.importCodes} className="block">
      {cards.data?.length === 0 && named === null ? (
        <Alert type="info" showIcon title={words.noOwnCodes} />
      ) : (
        <Space direction="vertical" size="middle" className="code-found">
          <div className="bar no-gap">
            <Select
              aria-label={words.card}
              className="card-choice"
              disabled={busy}
              {...(number === undefined ? {} : { value: number })}
              loading={cards.isPending}
              onChange={(value: string) => setQuery({ tab: 'codes', card: value })}
              options={[
                ...(card.data && !cards.data?.some((each) => each.number === card.data.number) ? [card.data] : []),
                ...(cards.data ?? []),
              ].map((each) => ({ value: each.number, label: `${each.title} · ${each.number}` }))}
            />
            <Button type="primary" disabled={number === undefined || busy} onClick={() => input.current?.click()}>
              {words.chooseList}
            </Button>
            <input
              ref={input}
              type="file"
              accept=".txt,.csv,text/plain,text/csv"
              hidden
              aria-label={words.chooseList}
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = '';
                if (file) void take(file);
              }}
            />
            {busy && (
              <Button
                onClick={() => {
                  stop.current = true;
                }}
              >
                {words.pause}
              </Button>
            )}
          </div>
          <p className="hint no-gap">{words.importHint}</p>
          {card.data && (
            <div className="funnel">
              <Statistic title={words.codesStored} value={card.data.codes.stored} />
              <Statistic title={words.codesLeft} value={card.data.codes.left} />
              <Statistic title={words.onOffer} value={card.data.stock.left} />
            </div>
          )}
          {waiting > 0 && !busy && (
            <Alert
              type="info"
              showIcon
              title={words.codesWaiting.replace('{n}', waiting.toLocaleString())}
              action={
                <Button
                  size="small"
                  type="primary"
                  onClick={() =>
                    void sendJson('POST', shopPath(shop, `cards/${number}/stock`), { delta: waiting })
                      .then(refresh)
                      .catch((error: Error) => message.error(error.message))
                  }
                >
                  {words.putOnOffer}
                </Button>
              }
            />
          )}
          {running && (
            <section aria-label={running.name} className="import-run">
              <div className="card-line no-gap">
                <b>{running.name}</b>
                <Mark kind={running.state === 'done' ? 'good' : running.state === 'stopped' ? 'bad' : 'busy'}>
                  {running.state === 'done' ? words.done : running.state === 'stopped' ? words.stopped : words.running}
                </Mark>
              </div>
              <Progress
                percent={Math.floor(running.share * 100)}
                status={running.state === 'stopped' ? 'exception' : running.state === 'done' ? 'success' : 'active'}
                aria-label={words.importCodes}
              />
              <p className="hint no-gap">
                {`${words.lines} ${running.lines.toLocaleString()} · ${words.added} ${running.added.toLocaleString()} · ${words.rejected} ${running.rejects.length.toLocaleString()}`}
              </p>
              {running.rejects.length > 0 && (
                <>
                  <Table
                    size="small"
                    rowKey="line"
                    pagination={false}
                    className="rejects"
                    dataSource={running.rejects.slice(0, mostShown)}
                    columns={[
                      { title: words.line, dataIndex: 'line', width: 100 },
                      {
                        title: words.codes,
                        dataIndex: 'text',
                        ellipsis: true,
                        render: (text: string) => <code>{text}</code>,
                      },
                      { title: words.cause, render: (_, each) => reasons[each.reason], width: 200 },
                    ]}
                  />
                  <Button
                    onClick={() =>
                      saveAs(
                        `${running.name.replace(/\.[^.]*$/, '')}-rejects.csv`,
                        new Blob(
                          [
                            csvOf([
                              ['line', 'text', 'reason'],
                              ...running.rejects.map((each) => [each.line, each.text, each.reason]),
                            ]),
                          ],
                          { type: 'text/csv' },
                        ),
                      )
                    }
                  >
                    {`${words.saveRejects} (${running.rejects.length.toLocaleString()})`}
                  </Button>
                </>
              )}
            </section>
          )}
          {(past.data?.imports.length ?? 0) > 0 && (
            <Table
              size="small"
              rowKey="id"
              className="wide-table"
              pagination={false}
              dataSource={past.data?.imports ?? []}
              columns={[
                { title: words.time, dataIndex: 'begunAt', render: (at: number) => new Date(at).toLocaleString() },
                { title: words.lines, dataIndex: 'line', align: 'right', render: (n: number) => n.toLocaleString() },
                { title: words.added, dataIndex: 'added', align: 'right', render: (n: number) => n.toLocaleString() },
                {
                  title: words.rejectDuplicate,
                  dataIndex: 'duplicates',
                  align: 'right',
                  render: (n: number) => n.toLocaleString(),
                },
                {
                  title: words.rejectNoCode,
                  dataIndex: 'rejected',
                  align: 'right',
                  render: (n: number) => n.toLocaleString(),
                },
                {
                  title: words.status,
                  render: (_, each) => (
                    <Mark kind={each.finished ? 'good' : 'busy'}>{each.finished ? words.done : words.importOpen}</Mark>
                  ),
                },
              ]}
            />
          )}
        </Space>
      )}
    </Card>
  );
}
