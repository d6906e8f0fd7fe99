// Figures: seen, scanned, claimed, used — altogether, per day, per channel, per card, exact to the event log.
// The chart library is loaded here and nowhere else.
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Skeleton, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { call, question } from '../api.ts';
import { lastDays } from '../day.ts';
import { figuresOf, type Shop, shopPath } from '../lists.ts';
import { useLook } from '../look.tsx';
import { Select } from '../select.tsx';
import { saveAs } from '../shop/code-lines.ts';
import { WithShop } from '../shop/shop.tsx';
import { useWords, type Words } from '../words/index.tsx';

type Counts = Readonly<Record<string, number>>;
interface Figures {
  readonly total: Counts;
  readonly days: readonly { readonly day: string; readonly counts: Counts }[];
  readonly channels: readonly { readonly channel: string; readonly counts: Counts }[];
  readonly cards: readonly { readonly card: string; readonly title: string; readonly counts: Counts }[];
  readonly cardsTotal: number;
}

const stages = ['viewed', 'scanned', 'claimed', 'redeemed'] as const;
const stageNames = (words: Words) => ({
  viewed: words.seen,
  scanned: words.scanned,
  claimed: words.claimed,
  redeemed: words.used,
});
const of = (counts: Counts, stage: string): number => counts[stage] ?? 0;

/** Each stage as a bar, as wide as its share of the widest, with what remained of the stage before. */
function Funnel({ counts }: { readonly counts: Counts }) {
  const words = useWords();
  const widest = Math.max(1, ...stages.map((stage) => of(counts, stage)));
  return (
    <ol className="stages">
      {stages.map((stage, index) => {
        const count = of(counts, stage);
        const before = stages[index - 1];
        // A card is claimed without a code as well: only what leads to the stage is compared with it.
        const base = stage === 'claimed' ? of(counts, 'viewed') : before === undefined ? 0 : of(counts, before);
        return (
          <li key={stage}>
            <span>{stageNames(words)[stage]}</span>
            <span className="stage-track">
              {count > 0 && (
                <span
                  className={`stage-bar stage-${stage}`}
                  ref={(bar) => bar?.style.setProperty('width', `${(100 * count) / widest}%`)}
                />
              )}
            </span>
            <b>{count.toLocaleString()}</b>
            <span className="hint">{base > 0 ? `${Math.round((100 * count) / base)} %` : ''}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Chart({ figures, from, to }: { readonly figures: Figures; readonly from: string; readonly to: string }) {
  const words = useWords();
  const { dark } = useLook();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let dispose = () => undefined as unknown;
    void import('../shop/chart.ts').then(({ drawDays }) => {
      if (gone || box.current === null) return;
      const labels: string[] = [];
      for (let day = Date.parse(from); day <= Date.parse(to); day += 86_400_000)
        labels.push(new Date(day).toISOString().slice(0, 10));
      const byDay = new Map(figures.days.map(({ day, counts }) => [day, counts]));
      const series = stages.map((stage) => ({
        name: stageNames(words)[stage],
        values: labels.map((label) => of(byDay.get(label) ?? {}, stage)),
      }));
      dispose = drawDays(box.current, labels, series, dark);
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [figures, from, to, dark, words]);
  return <div ref={box} className="chart" role="img" aria-label={words.perDay} />;
}

function FiguresPage({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const [span, setSpan] = useState(7);
  /** What the funnel is of: everything, or a channel's or card's place in the lists. */
  const [about, setAbout] = useState('all');
  const { from, to } = lastDays(span);
  const { data, error } = useQuery({
    queryKey: ['figures', shop.number, from, to],
    ...question<Figures>(...figuresOf(shop, { from, to })),
    refetchInterval: 5_000,
    placeholderData: (previous) => previous,
  });
  const [saving, setSaving] = useState(false);
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  const share = (counts: Counts): string => {
    const [seen, used] = [of(counts, 'claimed'), of(counts, 'redeemed')];
    return seen === 0 ? '—' : `${Math.round((100 * used) / seen)} %`;
  };
  const columns = (first: string) => [
    { title: first, dataIndex: 'name', ellipsis: true, className: 'first-column' },
    ...stages.map((stage) => ({
      title: stageNames(words)[stage],
      align: 'right' as const,
      width: 84,
      render: (_: unknown, row: { counts: Counts }) => of(row.counts, stage).toLocaleString(),
    })),
    {
      title: words.usedShare,
      align: 'right' as const,
      width: 84,
      render: (_: unknown, row: { counts: Counts }) => share(row.counts),
    },
  ];
  const exportCsv = async () => {
    setSaving(true);
    try {
      const answer = await call('GET', shopPath(shop, 'figures.csv'), { query: { from, to } });
      saveAs(`${shop.number}-${from}-${to}.csv`, await answer.blob());
    } finally {
      setSaving(false);
    }
  };
  const empty = Object.keys(data.total).length === 0;
  const channels = data.channels.map(({ channel, counts }) => ({
    value: `channel ${channel}`,
    label: channel || words.noChannel,
    counts,
  }));
  const cards = data.cards.map(({ card, title, counts }) => ({ value: `card ${card}`, label: title, counts }));
  const chosen = [...channels, ...cards].find(({ value }) => value === about);
  const option = ({ value, label }: { value: string; label: string }) => ({ value, label });
  return (
    <>
      <div className="bar">
        <Select
          aria-label={words.span}
          value={span}
          onChange={setSpan}
          options={[7, 30, 90, 365].map((value) => ({ value, label: `${value} ${words.days}` }))}
        />
        <Button loading={saving} onClick={() => void exportCsv()}>
          {words.exportCsv}
        </Button>
      </div>
      {empty ? (
        <Empty description={words.noFigures} />
      ) : (
        <>
          <Card
            title={words.funnelTitle}
            extra={
              <Select
                className="funnel-of"
                aria-label={words.funnelOf}
                showSearch
                optionFilterProp="label"
                value={chosen?.value ?? 'all'}
                onChange={setAbout}
                options={[
                  { value: 'all', label: words.altogether },
                  { label: words.channel, options: channels.map(option) },
                  { label: words.card, options: cards.map(option) },
                ]}
              />
            }
          >
            <Funnel counts={chosen?.counts ?? data.total} />
          </Card>
          <Card title={words.perDay} className="block">
            <Chart figures={data} from={from} to={to} />
          </Card>
          <div className="halves halves-late">
            <Card title={words.perChannel}>
              <Table
                size="small"
                rowKey="name"
                className="wide-table figures-table"
                pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
                columns={columns(words.channel)}
                dataSource={data.channels.map(({ channel, counts }) => ({ name: channel || words.noChannel, counts }))}
              />
            </Card>
            <Card
              title={words.perCard}
              extra={
                data.cardsTotal > data.cards.length && (
                  <span className="hint">{`${data.cards.length} / ${data.cardsTotal.toLocaleString()}`}</span>
                )
              }
            >
              <Table
                size="small"
                rowKey="card"
                className="wide-table figures-table"
                pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
                columns={columns(words.card)}
                dataSource={data.cards.map(({ card, title, counts }) => ({ card, name: title, counts }))}
              />
            </Card>
          </div>
        </>
      )}
    </>
  );
}

export default function Statistics() {
  const words = useWords();
  return <WithShop title={words.statistics}>{(shop) => <FiguresPage key={shop.number} shop={shop} />}</WithShop>;
}
