// The first page after signing in: what to do next, the latest campaigns, how things stand. Must not load charts.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { getJson } from '../api.ts';
import { dayOf } from '../day.ts';
import { Icon } from '../icons.tsx';
import { useSession } from '../session.tsx';
import { sizeOf, useStanding } from '../standing.ts';
import { listCampaigns, stepOf } from '../studio/campaign.ts';
import { useWords } from '../words/index.tsx';

/** Doors to the pages, in the order people need them. */
const doors = [
  ['studio', 'doorStudio'],
  ['pictures', 'doorPictures'],
  ['coupons', 'doorCoupons'],
  ['audience', 'doorAudience'],
  ['phone', 'doorPhone'],
  ['statistics', 'doorStatistics'],
  ['developers', 'doorDevelopers'],
  ['operations', 'doorOperations'],
] as const;

const stages = [
  ['viewed', 'seen'],
  ['scanned', 'scanned'],
  ['claimed', 'claimed'],
  ['redeemed', 'used'],
] as const;

/** What became of the cards in the last seven days. Without a shop there is nothing to show. */
function Week() {
  const words = useWords();
  const shops = useQuery({
    queryKey: ['shops'],
    queryFn: () => getJson<{ shops: { number: string }[] }>('shops'),
  });
  const kept = localStorage.getItem('tuquan.shop');
  const shop = shops.data?.shops.find(({ number }) => number === kept) ?? shops.data?.shops[0];
  const to = dayOf(Date.now());
  const from = dayOf(Date.now() - 6 * 86_400_000);
  const { data } = useQuery({
    queryKey: ['figures', shop?.number, from, to],
    queryFn: () =>
      getJson<{ total: Record<string, number> }>(`shops/${encodeURIComponent(shop?.number ?? '')}/figures`, {
        from,
        to,
      }),
    enabled: shop !== undefined,
  });
  if (shop === undefined) return null;
  return (
    <section aria-label={words.lastDays}>
      <div className="list-head">
        <h2>{words.lastDays}</h2>
        <Link to="/statistics">{words.allFigures}</Link>
      </div>
      <div className="funnel">
        {stages.map(([stage, word]) => (
          <div key={stage} className={`figure figure-${stage}`}>
            <span className="hint">{words[word]}</span>
            <b>{data === undefined ? '–' : (data.total[stage] ?? 0).toLocaleString()}</b>
          </div>
        ))}
      </div>
    </section>
  );
}

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
        {(mayLook ? doors : []).map(([door, hint]) => (
          <Link key={door} to={`/${door}`} className="door">
            <span className="door-sign">
              <Icon name={door} />
            </span>
            <span>
              <b>{words[door]}</b>
              <span className="hint">{words[hint]}</span>
            </span>
          </Link>
        ))}
      </div>
      {mayLook && <Week />}
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
        <>
          <h2 className="list-title">{words.serverStanding}</h2>
          <div className="funnel">
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
        </>
      )}
    </section>
  );
}
