// How the server stands: queue, engines, storage, jobs that were set aside. Must not know what a job does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Skeleton, Space, Table } from 'antd';
import { useDeferredValue } from 'react';
import { question, sendJson } from '../api.ts';
import { jobsFrom, rowsOf } from '../lists.ts';
import AuditLog from '../operations/audit.tsx';
import { Pager, usePages } from '../pager.tsx';
import { useSession } from '../session.tsx';
import { sizeOf, useStanding } from '../standing.ts';
import { useWords } from '../words/index.tsx';

interface ParkedJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly error: string;
}

function ParkedJobs() {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const pages = usePages<number>();
  const { data, error } = useQuery({
    queryKey: ['operations', 'jobs', pages.cursor],
    ...question<{ jobs: ParkedJob[]; next: number | null }>(...jobsFrom(pages.cursor)),
    refetchInterval: 5_000,
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  const act = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (failure) {
      message.error((failure as Error).message);
    }
    await client.invalidateQueries({ queryKey: ['operations'] });
  };
  const mayAct = session.role === 'owner' || session.role === 'operator';
  return (
    <Card title={words.jobsParked} className="block">
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        className="wide-table"
        loading={data === undefined}
        locale={{ emptyText: words.nothingParked }}
        dataSource={data?.jobs ?? []}
        columns={[
          { title: words.job, dataIndex: 'kind', width: 200 },
          { title: words.subject, dataIndex: 'subject', ellipsis: true },
          { title: words.cause, dataIndex: 'error', ellipsis: true },
          ...(mayAct
            ? [
                {
                  title: '',
                  width: 170,
                  render: (_: unknown, job: ParkedJob) => (
                    <Space>
                      <Button
                        size="small"
                        onClick={() => void act(sendJson('POST', `operations/jobs/${job.id}/retry`))}
                      >
                        {words.retry}
                      </Button>
                      <Button
                        size="small"
                        danger
                        onClick={() => void act(sendJson('DELETE', `operations/jobs/${job.id}`))}
                      >
                        {words.remove}
                      </Button>
                    </Space>
                  ),
                },
              ]
            : []),
        ]}
      />
      <Pager pages={pages} next={data?.next} shown={data?.jobs.length ?? 0} size={rowsOf.jobs} />
    </Card>
  );
}

export default function Operations() {
  const words = useWords();
  const { session } = useSession();
  const { data, error } = useStanding();
  // The log is below the first screen: the figures and the jobs are drawn without waiting for it.
  const logToo = useDeferredValue(true, false);
  if (error) throw error;
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
            <b>{typeof value === 'number' ? value.toLocaleString() : value}</b>
          </Card>
        ))}
      </div>
      <ParkedJobs />
      {logToo && (session.role === 'owner' || session.role === 'auditor') && <AuditLog />}
    </section>
  );
}
