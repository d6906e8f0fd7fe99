// How the server stands: queue, engines, storage, jobs that were set aside. Must not know what a job does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Skeleton, Space, Table } from 'antd';
import { getJson, sendJson } from '../api.ts';
import { useWords } from '../words/index.tsx';

export interface Standing {
  readonly queue: { readonly ready: number; readonly running: number; readonly dead: number };
  readonly engines: { readonly running: number; readonly waiting: number; readonly capacity: number };
  readonly storage: { readonly pictures: number; readonly bytes: number };
  readonly parked: readonly {
    readonly id: number;
    readonly kind: string;
    readonly subject: string;
    readonly error: string;
  }[];
  readonly limits: string;
  readonly sandbox: boolean;
}

export const useStanding = () =>
  useQuery({ queryKey: ['operations'], queryFn: () => getJson<Standing>('operations'), refetchInterval: 2_000 });

export const sizeOf = (bytes: number): string =>
  bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(0)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;

export default function Operations() {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { data, error } = useStanding();
  if (error) throw error;
  const act = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (failure) {
      message.error((failure as Error).message);
    }
    await client.invalidateQueries({ queryKey: ['operations'] });
  };
  if (data === undefined) return <Skeleton active />;
  const figures = [
    [words.jobsWaiting, data.queue.ready],
    [words.jobsRunning, data.queue.running],
    [words.jobsParked, data.queue.dead],
    [words.enginesBusy, `${data.engines.running} / ${data.engines.capacity}`],
    [words.picturesStored, data.storage.pictures.toLocaleString()],
    [words.spaceUsed, sizeOf(data.storage.bytes)],
  ] as const;
  return (
    <section>
      <h1>{words.operations}</h1>
      <div className="funnel">
        {figures.map(([label, value]) => (
          <Card key={label} size="small">
            <span className="hint">{label}</span>
            <b>{value}</b>
          </Card>
        ))}
      </div>
      <Card title={words.jobsParked} className="block">
        <Table
          size="small"
          rowKey="id"
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          locale={{ emptyText: words.nothingParked }}
          dataSource={[...data.parked]}
          columns={[
            { title: words.job, dataIndex: 'kind' },
            { title: words.subject, dataIndex: 'subject', ellipsis: true },
            { title: words.cause, dataIndex: 'error', ellipsis: true },
            {
              title: '',
              render: (_, job) => (
                <Space>
                  <Button size="small" onClick={() => void act(sendJson('POST', `operations/jobs/${job.id}/retry`))}>
                    {words.retry}
                  </Button>
                  <Button size="small" danger onClick={() => void act(sendJson('DELETE', `operations/jobs/${job.id}`))}>
                    {words.remove}
                  </Button>
                </Space>
              ),
            },
          ]}
        />
      </Card>
    </section>
  );
}
