// A batch: begun from a folder or a list, watched while it runs, taken away as a ZIP with the list of what failed.
// Must not know how a step is done.
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Breadcrumb, Button, Card, Progress, Skeleton, Space, Table } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Mark } from '../mark.tsx';
import { csvOf, saveAs } from '../shop/code-lines.ts';
import { useWords } from '../words/index.tsx';
import { type Batch, type BatchPhoto, beginBatch, getBatch, listBatches, photosOf, sendPhoto } from './batch.ts';
import { failureText } from './failures.ts';

/** Photos on their way, by batch: kept while the page is open, since files cannot be stored. */
const underWay = new Map<string, { readonly sent: number; readonly total: number }>();

const columns = 'photo,name,brand,threshold,amount,percent,prompt,style';

export function BatchStart() {
  const words = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const folder = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLInputElement>(null);
  const past = useQuery({ queryKey: ['batches'], queryFn: listBatches });
  useEffect(() => {
    // React knows no such attribute.
    folder.current?.setAttribute('webkitdirectory', '');
  }, []);
  const take = async (files: FileList | null) => {
    try {
      const photos = (await photosOf([...(files ?? [])])).slice(0, 1_000);
      if (photos.length === 0) {
        message.warning(words.onlyPictures);
        return;
      }
      const path = files?.[0]?.webkitRelativePath.split('/')[0];
      const batch = await beginBatch((path || new Date().toLocaleString()).slice(0, 60), photos.length);
      navigate(`/studio/batches/${batch.id}`, { state: { begun: true } });
      void sendAll(batch.id, photos);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <Card size="small" className="batch-start block" title={words.batch}>
      <p className="hint no-gap">{words.batchHint}</p>
      <Space wrap>
        <Button onClick={() => folder.current?.click()}>{words.chooseFolder}</Button>
        <Button onClick={() => list.current?.click()}>{words.chooseCsv}</Button>
        <Button
          type="link"
          onClick={() => saveAs('photos.csv', new Blob([csvOf([columns.split(',')])], { type: 'text/csv' }))}
        >
          {words.csvExample}
        </Button>
      </Space>
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={words.chooseFolder}
        onChange={(event) => void take(event.target.files)}
      />
      <input
        ref={list}
        type="file"
        multiple
        accept=".csv,image/*"
        hidden
        aria-label={words.chooseCsv}
        onChange={(event) => void take(event.target.files)}
      />
      {(past.data?.batches.length ?? 0) > 0 && (
        <div className="batch-past">
          {past.data?.batches.slice(0, 6).map((batch) => (
            <Link key={batch.id} to={`/studio/batches/${batch.id}`}>
              {`${batch.name} · ${batch.total}`}
            </Link>
          ))}
        </div>
      )}
    </Card>
  );
}

async function sendAll(id: string, photos: readonly BatchPhoto[]): Promise<void> {
  let sent = 0;
  underWay.set(id, { sent, total: photos.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const position = next;
      next += 1;
      const photo = photos[position];
      if (photo === undefined) return;
      // A photo that cannot be sent leaves a gap, which the page shows; the others go on.
      await sendPhoto(id, position, photo).catch(() => undefined);
      sent += 1;
      underWay.set(id, { sent, total: photos.length });
    }
  };
  await Promise.all([lane(), lane()]);
  underWay.delete(id);
}

export function BatchPage() {
  const words = useWords();
  const { id = '' } = useParams();
  const location = useLocation();
  const [, redraw] = useState(0);
  const over = (batch: Batch | undefined): boolean =>
    batch !== undefined && batch.items.length === batch.total && batch.items.every(({ state }) => state !== 'running');
  const { data, error } = useQuery({
    queryKey: ['batch', id],
    queryFn: () => getBatch(id),
    refetchInterval: ({ state }) => (over(state.data) ? false : 800),
  });
  useEffect(() => {
    const timer = setInterval(() => redraw((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, []);
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  const ended = data.items.filter(({ state }) => state !== 'running');
  const failed = ended.filter(({ state }) => state === 'failed');
  const steps = data.items.reduce((sum, item) => sum + (item.state === 'running' ? item.steps : 5), 0);
  const sending = underWay.get(id);
  const lost =
    data.items.length < data.total && sending === undefined && !(location.state as { begun?: boolean } | null)?.begun;
  return (
    <section>
      <Breadcrumb items={[{ title: <Link to="/studio">{words.studio}</Link> }, { title: data.name }]} />
      <div className="page-head">
        <h1>{data.name}</h1>
        <Button type="primary" disabled={ended.length === 0} href={`/api/batches/${id}/results.zip`}>
          {words.saveZip}
        </Button>
      </div>
      <div className="funnel">
        {(
          [
            [words.photos, data.total],
            [words.done, ended.length - failed.length],
            [words.failed, failed.length],
          ] as const
        ).map(([label, value]) => (
          <Card key={label} size="small">
            <span className="hint">{label}</span>
            <b>{value.toLocaleString()}</b>
          </Card>
        ))}
      </div>
      <Progress
        className="block"
        percent={Math.floor((100 * steps) / (5 * data.total))}
        status={over(data) ? 'success' : 'active'}
        aria-label={words.batch}
      />
      {sending && <p className="hint">{`${words.uploading} ${sending.sent} / ${sending.total}`}</p>}
      {lost && <Alert type="warning" showIcon title={words.batchBroken} />}
      <Table
        size="small"
        rowKey="position"
        className="wide-table narrow block"
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={[...data.items]}
        columns={[
          { title: '#', width: 60, render: (_, item) => item.position + 1 },
          {
            title: words.photos,
            ellipsis: true,
            render: (_, item) =>
              item.campaign === null ? item.name : <Link to={`/studio/${item.campaign}`}>{item.name}</Link>,
          },
          {
            title: words.status,
            width: 130,
            render: (_, item) => (
              <Mark kind={item.state === 'done' ? 'good' : item.state === 'failed' ? 'bad' : 'busy'}>
                {item.state === 'done' ? words.done : item.state === 'failed' ? words.failed : `${item.steps} / 5`}
              </Mark>
            ),
          },
          {
            title: words.cause,
            ellipsis: true,
            render: (_, item) => (item.error === null ? '' : failureText(item.error, words)),
          },
        ]}
      />
    </section>
  );
}
