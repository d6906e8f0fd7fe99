// The first page after signing in: what to do next, the latest campaigns, how things stand. Must not load charts.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { question } from '../api.ts';
import { lastDays } from '../day.ts';
import { Icon } from '../icons.tsx';
import { campaignsFrom, chosenShop, figuresOf, type Shop } from '../lists.ts';
import { useSession } from '../session.tsx';
import { sizeOf, useStanding } from '../standing.ts';
import { type Campaigns, stepOf } from '../studio/campaign.ts';
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

/** What became of a shop's cards in the last seven days. */
function Week({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const days = lastDays(7);
  const { data } = useQuery({
    queryKey: ['figures', shop.number, days.from, days.to],
    ...question<{ total: Record<string, number> }>(...figuresOf(shop, days)),
  });
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
  const { data } = useQuery({ queryKey: ['campaigns'], ...question<Campaigns>(...campaignsFrom()), enabled: mayLook });
  const shops = useQuery({ queryKey: ['shops'], ...question<{ shops: Shop[] }>('shops'), enabled: mayLook });
  const shop = chosenShop(shops.data?.shops ?? []);
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
      {shop && <Week shop={shop} />}
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
