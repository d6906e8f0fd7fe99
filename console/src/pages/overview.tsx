// The first page after signing in: what to do next, the latest campaigns, how things stand. Must not load charts.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Icon } from '../icons.tsx';
import { useSession } from '../session.tsx';
import { sizeOf, useStanding } from '../standing.ts';
import { listCampaigns, stepOf } from '../studio/campaign.ts';
import { useWords } from '../words/index.tsx';

/** Doors to the pages, in the order people need them. */
const doors = ['studio', 'pictures', 'coupons', 'audience', 'phone', 'statistics', 'developers', 'operations'] as const;

export default function Overview() {
  const words = useWords();
  const { session } = useSession();
  const mayLook = session.role !== 'clerk';
  const { data } = useQuery({ queryKey: ['campaigns'], queryFn: () => listCampaigns(), enabled: mayLook });
  const standing = useStanding(mayLook);
  return (
    <section>
      <div className="hero">
        <div>
          <h1>{words.slogan}</h1>
          <p>{words.overviewHint}</p>
          <Link className="hero-go" to={mayLook ? '/studio' : '/till'}>
            {mayLook ? words.startWithPhoto : words.findCode}
          </Link>
        </div>
      </div>
      <div className="doors">
        {(mayLook ? doors : []).map((door) => (
          <Link key={door} to={`/${door}`} className="door">
            <Icon name={door} />
            <span>{words[door]}</span>
          </Link>
        ))}
      </div>
      {data && data.campaigns.length > 0 && (
        <>
          <h2 className="list-title">{words.latestCampaigns}</h2>
          <div className="tiles">
            {data.campaigns.slice(0, 6).map((campaign) => (
              <Link key={campaign.id} to={`/studio/${campaign.id}`} className="tile">
                <img loading="lazy" src={stepOf(campaign, 'poster').pictures[0]?.url ?? campaign.photo.url} alt="" />
                <span>{campaign.name || words.untitled}</span>
              </Link>
            ))}
          </div>
        </>
      )}
      {standing.data && (
        <div className="funnel block">
          <div className="figure">
            <span className="hint">{words.jobsWaiting}</span>
            <b>{standing.data.queue.ready}</b>
          </div>
          <div className="figure">
            <span className="hint">{words.jobsParked}</span>
            <b>{standing.data.queue.dead}</b>
          </div>
          <div className="figure">
            <span className="hint">{words.picturesStored}</span>
            <b>{standing.data.storage.pictures.toLocaleString()}</b>
          </div>
          <div className="figure">
            <span className="hint">{words.spaceUsed}</span>
            <b>{sizeOf(standing.data.storage.bytes)}</b>
          </div>
        </div>
      )}
    </section>
  );
}
