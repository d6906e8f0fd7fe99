// Jobs that failed: those that will be tried again, and those that were set aside for a person. Must not know what a job does.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Space, Table } from 'antd';
import { question, sendJson } from '../api.ts';
import { jobsFrom, rowsOf } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';

interface FailedJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly error: string;
  readonly attempts: number;
  readonly state: 'waiting' | 'running' | 'parked';
  readonly dueAt: number;
}

export function FailedJobs() {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const pages = usePages<number>();
  const { data, error } = useQuery({
    queryKey: ['operations', 'jobs', pages.cursor],
    ...question<{ jobs: FailedJob[]; next: number | null }>(...jobsFrom(pages.cursor)),
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
  const stateOf = ({ state, dueAt }: FailedJob) => {
    if (state === 'parked') return <Mark kind="bad">{words.jobParked}</Mark>;
    if (state === 'running') return <Mark kind="busy">{words.jobRunning}</Mark>;
    const when = dueAt === 0 ? words.jobAgainNow : `${words.jobAgainAt} ${new Date(dueAt).toLocaleTimeString()}`;
    return <Mark kind="plain">{when}</Mark>;
  };
  const mayAct = session.role === 'owner' || session.role === 'operator';
  return (
    <Card title={words.failedJobs} className="block">
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        className="wide-table"
        loading={data === undefined}
        locale={{ emptyText: words.nothingFailed }}
        dataSource={data?.jobs ?? []}
        columns={[
          { title: words.job, dataIndex: 'kind', width: 180 },
          { title: words.subject, dataIndex: 'subject', ellipsis: true },
          { title: words.cause, dataIndex: 'error', ellipsis: true },
          { title: words.tries, dataIndex: 'attempts', width: 70 },
          { title: words.status, width: 160, render: (_: unknown, job: FailedJob) => stateOf(job) },
          ...(mayAct
            ? [
                {
                  title: '',
                  width: 170,
                  render: (_: unknown, job: FailedJob) => (
                    <Space>
                      <Button
                        size="small"
                        disabled={job.state === 'running'}
                        onClick={() => void act(sendJson('POST', `operations/jobs/${job.id}/retry`))}
                      >
                        {words.retry}
                      </Button>
                      <Button
                        size="small"
                        danger
                        disabled={job.state !== 'parked'}
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
