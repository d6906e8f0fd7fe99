// How the server stands: queue, engines, storage, jobs that were set aside. Must not know what a job does.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Skeleton, Space, Table } from 'antd';
import { sendJson } from '../api.ts';
import { sizeOf, useStanding } from '../standing.ts';
import { useWords } from '../words/index.tsx';

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
