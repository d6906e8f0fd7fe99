// The studio: photos in, campaigns out. Lists campaigns, takes new photos, opens one. Must not know how a step is done.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Empty, Progress, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { Link, Route, Routes, useNavigate } from 'react-router';
import { question } from '../api.ts';
import { campaignsFrom, rowsOf } from '../lists.ts';
import { Pager, usePages } from '../pager.tsx';
import { useSession } from '../session.tsx';
import { BatchPage, BatchStart } from '../studio/batch-page.tsx';
import { beginCampaign, type Campaigns, stepOf } from '../studio/campaign.ts';
import { CampaignPage } from '../studio/campaign-page.tsx';
import { useWords } from '../words/index.tsx';

function DropZone() {
  const words = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [progress, setProgress] = useState<{ name: string; share: number; left: number } | null>(null);
  const begin = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const made = [];
      for (const [index, file] of files.entries()) {
        setProgress({ name: file.name, share: 0, left: files.length - index });
        try {
          made.push(
            await beginCampaign(file, (share) => setProgress({ name: file.name, share, left: files.length - index })),
          );
        } catch (error) {
          message.error(`${file.name}: ${(error as Error).message}`, 6);
        }
      }
      return made;
    },
    onSettled: () => setProgress(null),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      if (made.length === 1) navigate(`/studio/${made[0]?.id}`);
    },
  });
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])].filter((file) => file.type.startsWith('image/'));
    if (files.length > 0) begin.mutate(files);
    else if ((list?.length ?? 0) > 0) message.warning(words.onlyPictures);
  };
  return (
    <button
      type="button"
      className={`drop${over ? ' drop-over' : ''}`}
      onClick={() => input.current?.click()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={words.choosePhotos}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      {progress === null ? (
        <>
          <b>{words.dropPhotos}</b>
          <span>{words.dropPhotosHint}</span>
        </>
      ) : (
        <>
          <b>{progress.name}</b>
          <Progress percent={Math.round(progress.share * 100)} aria-label={words.uploading} />
        </>
      )}
    </button>
  );
}

function CampaignList() {
  const words = useWords();
  const { session } = useSession();
  const pages = usePages<string>();
  const { data, isPending, error } = useQuery({
    queryKey: ['campaigns', pages.cursor],
    ...question<Campaigns>(...campaignsFrom(pages.cursor)),
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  return (
    <section>
      <h1>{words.studio}</h1>
      {session.role !== 'auditor' && (
        <>
          <DropZone />
          <BatchStart />
        </>
      )}
      <h2 className="list-title">{words.campaigns}</h2>
      {isPending ? (
        <Skeleton active />
      ) : data.campaigns.length === 0 ? (
        <Empty description={words.noCampaigns} />
      ) : (
        <div className="tiles">
          {data.campaigns.map((campaign) => (
            <Link key={campaign.id} to={`/studio/${campaign.id}`} className="tile">
              <img
                loading="lazy"
                src={
                  stepOf(campaign, 'poster').pictures[0]?.url ??
                  stepOf(campaign, 'cutout').pictures[0]?.url ??
                  campaign.photo.url
                }
                alt=""
              />
              <span>{campaign.name || words.untitled}</span>
            </Link>
          ))}
        </div>
      )}
      {data && <Pager pages={pages} next={data.next} shown={data.campaigns.length} size={rowsOf.campaigns} />}
    </section>
  );
}

export default function Studio() {
  return (
    <Routes>
      <Route index element={<CampaignList />} />
      <Route path="batches/:id" element={<BatchPage />} />
      <Route path=":id" element={<CampaignPage />} />
    </Routes>
  );
}
