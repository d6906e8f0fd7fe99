// How the server stands: queue, engines, storage, health, jobs that failed, the log of who did what. Must not know what a job does.
import { Card, Skeleton } from 'antd';
import { useDeferredValue } from 'react';
import AuditLog from '../operations/audit.tsx';
import { FailedJobs } from '../operations/failed-jobs.tsx';
import { Health } from '../operations/health.tsx';
import { Paintings } from '../operations/paintings.tsx';
import { useSession } from '../session.tsx';
import { sizeOf, useStanding } from '../standing.ts';
import { useWords } from '../words/index.tsx';

export default function Operations() {
  const words = useWords();
  const { session } = useSession();
  const { data, error } = useStanding();
  // What is below the first screen: the figures and the jobs are drawn without waiting for it.
  const moreToo = useDeferredValue(true, false);
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
      <Health />
      <FailedJobs />
      {moreToo && <Paintings />}
      {moreToo && (session.role === 'owner' || session.role === 'auditor') && <AuditLog />}
    </section>
  );
}
