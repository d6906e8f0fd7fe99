// Painting tasks of every account: how far each has come, how many are before it. Must not ask for pictures.
import { useQuery } from '@tanstack/react-query';
import { Card, Progress, Table } from 'antd';
import { question } from '../api.ts';
import { paintingsBefore, rowsOf } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { styles } from '../studio/styles.ts';
import { useLanguage } from '../words/index.tsx';

interface Painting {
  readonly id: string;
  readonly account: string;
  readonly prompt: string;
  readonly style: string;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly progress: number;
  readonly position: number | null;
  readonly failure: string | null;
  readonly pictures: readonly string[];
  readonly createdAt: number;
}

export function Paintings() {
  const { words, language } = useLanguage();
  const pages = usePages<string>();
  const { data, error } = useQuery({
    queryKey: ['paintings', pages.cursor],
    ...question<{ paintings: Painting[]; next: string | null }>(...paintingsBefore(pages.cursor)),
    refetchInterval: 3_000,
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const styleIn = (name: string) =>
    language === 'zh' ? name : (styles.find((style) => style.name === name)?.english ?? name);
  const standing = ({ prompt, state, progress, position, failure, pictures }: Painting) => {
    if (state === 'running') return <Progress percent={Math.round(progress * 100)} size="small" />;
    if (state === 'failed') return <Mark kind="bad">{failure ?? words.paintingFailed}</Mark>;
    if (state === 'queued') {
      const place =
        position === null
          ? words.jobAgainNow
          : position === 0
            ? words.paintedNext
            : `${words.paintedBefore} ${position.toLocaleString()}`;
      return <Mark kind="plain">{place}</Mark>;
    }
    return (
      <span className="painted">
        {pictures.map((url, at) => (
          <a key={url} href={url} target="_blank" rel="noreferrer">
            <img src={`${url}_60x60.jpg`} alt={`${prompt} ${at + 1}`} loading="lazy" />
          </a>
        ))}
      </span>
    );
  };
  return (
    <Card title={words.paintingTasks} className="block">
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        className="wide-table"
        loading={data === undefined}
        locale={{ emptyText: words.nothingPainted }}
        dataSource={data?.paintings ?? []}
        columns={[
          {
            title: words.time,
            dataIndex: 'createdAt',
            width: 205,
            render: (at: number) => new Date(at).toLocaleString(),
          },
          { title: words.account, dataIndex: 'account', width: 140, ellipsis: true },
          { title: words.paintingText, dataIndex: 'prompt', ellipsis: true },
          { title: words.paintStyle, dataIndex: 'style', width: 130, render: styleIn },
          {
            title: words.size,
            width: 140,
            render: (_: unknown, { width, height, count }: Painting) => `${width} × ${height} · ${count}`,
          },
          { title: words.status, width: 240, render: (_: unknown, painting: Painting) => standing(painting) },
        ]}
      />
      <Pager pages={pages} next={data?.next} shown={data?.paintings.length ?? 0} size={rowsOf.jobs} />
    </Card>
  );
}
