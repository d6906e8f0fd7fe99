// Figures: what happened per day, per channel, per card. The chart library is loaded here and nowhere else.
import { useQuery } from '@tanstack/react-query';
import { Button, Card, Empty, Select, Skeleton, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { getJson } from '../api.ts';
import { useLook } from '../look.tsx';
import { dayOf, type Shop, shopPath, WithShop } from '../shop/shop.tsx';
import { useWords, type Words } from '../words/index.tsx';

interface Count {
  readonly day: string;
  readonly offer: string | null;
  readonly kind: string;
  readonly channel: string | null;
  readonly count: number;
  readonly holders: number;
}
interface Figures {
  readonly days: readonly Count[];
  readonly channels: readonly Count[];
  readonly cards: readonly Count[];
}

const stages = ['viewed', 'claimed', 'redeemed'] as const;
const stageNames = (words: Words) => ({ viewed: words.seen, claimed: words.claimed, redeemed: words.used });

/** Sums counts by a key and stage. */
function table(counts: readonly Count[], keyOf: (count: Count) => string) {
  const rows = new Map<string, Record<string, number>>();
  for (const each of counts) {
    const row = rows.get(keyOf(each)) ?? {};
    row[each.kind] = (row[each.kind] ?? 0) + each.count;
    rows.set(keyOf(each), row);
  }
  return [...rows].map(([key, row]) => ({
    key,
    viewed: row.viewed ?? 0,
    claimed: row.claimed ?? 0,
    redeemed: row.redeemed ?? 0,
  }));
}

function Chart({ days, from, to }: { readonly days: readonly Count[]; readonly from: string; readonly to: string }) {
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
      const byDay = new Map(table(days, ({ day }) => day).map((row) => [row.key, row]));
      const series = stages.map((stage) => ({
        name: stageNames(words)[stage],
        values: labels.map((label) => byDay.get(label)?.[stage] ?? 0),
      }));
      dispose = drawDays(box.current, labels, series, dark);
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [days, from, to, dark, words]);
  return <div ref={box} className="chart" role="img" aria-label={words.perDay} />;
}

function csvOf(counts: readonly Count[]): string {
  const lines = counts.map(({ day, offer, kind, channel, count, holders }) =>
    [day, offer ?? '', kind, channel ?? '', count, holders]
      .map((cell) => `"${String(cell).replaceAll('"', '""')}"`)
      .join(','),
  );
  return `\uFEFFday,card,event,channel,count,holders\n${lines.join('\n')}\n`;
}

function FiguresPage({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const [span, setSpan] = useState(7);
  const to = dayOf(Date.now());
  const from = dayOf(Date.now() - (span - 1) * 86_400_000);
  const { data, error } = useQuery({
    queryKey: ['figures', shop.number, from, to],
    queryFn: () => getJson<Figures>(shopPath(shop, 'figures'), { from, to }),
    refetchInterval: 5_000,
  });
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  const [total = { viewed: 0, claimed: 0, redeemed: 0 }] = table(data.days, () => 'all');
  const columns = (first: string) => [
    { title: first, dataIndex: 'key', render: (text: string) => text || words.noChannel },
    ...stages.map((stage) => ({ title: stageNames(words)[stage], dataIndex: stage, align: 'right' as const })),
  ];
  const exportCsv = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csvOf([...data.channels, ...data.cards])], { type: 'text/csv' }));
    link.download = `${shop.number}-${from}-${to}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <>
      <div className="bar">
        <Select
          aria-label={words.span}
          value={span}
          onChange={setSpan}
          options={[7, 30, 90].map((value) => ({ value, label: `${value} ${words.days}` }))}
        />
        <Button onClick={exportCsv}>CSV</Button>
      </div>
      <div className="funnel">
        {stages.map((stage) => (
          <Card key={stage} size="small">
            <span className="hint">{stageNames(words)[stage]}</span>
            <b>{total[stage].toLocaleString()}</b>
          </Card>
        ))}
      </div>
      {data.days.length === 0 ? (
        <Empty description={words.noFigures} />
      ) : (
        <>
          <Card title={words.perDay} className="block">
            <Chart days={data.days} from={from} to={to} />
          </Card>
          <div className="halves">
            <Card title={words.perChannel}>
              <Table
                size="small"
                pagination={false}
                columns={columns(words.channel)}
                dataSource={table(data.channels, ({ channel }) => channel ?? '')}
              />
            </Card>
            <Card title={words.perCard}>
              <Table
                size="small"
                pagination={false}
                columns={columns(words.card)}
                dataSource={table(data.cards, ({ offer }) => offer ?? '')}
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
