// How each part of the server is, the room left on its disk, whether jobs are begun in time. Must not judge what a part is.
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { question } from '../api.ts';
import { healthAsked } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { sizeOf } from '../standing.ts';
import { useWords } from '../words/index.tsx';

interface Answer {
  readonly parts: readonly { readonly name: string; readonly ms: number; readonly failure: string | null }[];
  readonly disk: { readonly free: number; readonly size: number } | null;
  readonly lateMs: number;
}

/** Less room than this share of the disk is too little. */
const leastFree = 0.05;
/** Jobs are begun within seconds: where one has been due for longer (ms), no worker takes it. */
const mostLate = 60_000;

export function Health() {
  const words = useWords();
  const { data, error } = useQuery({
    queryKey: ['operations', 'health'],
    ...question<Answer>(...healthAsked),
    refetchInterval: 10_000,
  });
  if (error) throw error;
  const names: Readonly<Record<string, string>> = {
    database: words.partDatabase,
    blobs: words.partBlobs,
    queue: words.partQueue,
    engines: words.partEngines,
  };
  const lines = data && [
    ...data.parts.map(({ name, ms, failure }) => ({
      label: names[name] ?? name,
      good: failure === null,
      text: failure ?? `${words.works} · ${ms} ms`,
    })),
    ...(data.disk
      ? [
          {
            label: words.diskFree,
            good: data.disk.free >= data.disk.size * leastFree,
            text: `${sizeOf(data.disk.free)} · ${words.of} ${sizeOf(data.disk.size)}`,
          },
        ]
      : []),
    {
      label: words.jobsLate,
      good: data.lateMs < mostLate,
      text:
        data.lateMs < 1_000 ? words.onTime : `${words.lateBy} ${Math.round(data.lateMs / 1_000).toLocaleString()} s`,
    },
  ];
  return (
    <Card title={words.health} className="block" loading={lines === undefined}>
      <dl className="health">
        {lines?.map(({ label, good, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Mark kind={good ? 'good' : 'bad'}>{text}</Mark>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
