// Copies and near-copies over a whole library, group by group: one stays, the others go to the bin together.
// Must not know how likeness is measured.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Empty, Skeleton } from 'antd';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { useSession } from '../session.tsx';
import { sizeOf } from '../standing.ts';
import { useWords } from '../words/index.tsx';

interface Copy {
  readonly number: string;
  readonly title: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly referenced: boolean;
}
interface Found {
  readonly total: number;
  readonly next: number | null;
  readonly groups: readonly {
    readonly sameBytes: boolean;
    readonly total: number;
    readonly pictures: readonly Copy[];
  }[];
}

const pageSize = 12;

export function Duplicates(props: { readonly library: string; readonly onOpen: (number: string) => void }) {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const pages = usePages<number>();
  const base = `libraries/${encodeURIComponent(props.library)}`;
  const { data, error } = useQuery({
    queryKey: ['library', props.library, 'duplicates', pages.cursor],
    queryFn: () => getJson<Found>(`${base}/duplicates`, { offset: pages.cursor, count: pageSize }),
    placeholderData: (previous) => previous,
  });
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  // A picture that is shown somewhere stays; among the others the one with most pixels.
  const bestOf = (pictures: readonly Copy[]): Copy | undefined =>
    [...pictures].sort(
      (a, b) => Number(b.referenced) - Number(a.referenced) || b.width * b.height - a.width * a.height,
    )[0];
  const binOthers = async (pictures: readonly Copy[]) => {
    const best = bestOf(pictures);
    const others = pictures.filter((each) => each !== best && !each.referenced).map(({ number }) => number);
    try {
      if (others.length > 0) await sendJson('POST', `${base}/bin`, { pictures: others });
      await client.invalidateQueries({ queryKey: ['library', props.library] });
    } catch (failure) {
      message.error((failure as Error).message);
    }
  };
  const groups = data.groups.filter(({ pictures }) => pictures.length > 1);
  if (groups.length === 0) return <Empty description={words.noDuplicates} />;
  return (
    <>
      <p className="hint">{words.duplicatesHint}</p>
      {groups.map(({ sameBytes, total, pictures }) => (
        <Card
          key={pictures[0]?.number}
          size="small"
          className="block"
          title={
            <>
              <Mark kind={sameBytes ? 'busy' : 'plain'}>{sameBytes ? words.sameFile : words.similar}</Mark>{' '}
              {`${total.toLocaleString()} ${words.picturesUnit}`}
            </>
          }
          extra={
            (session.role === 'owner' || session.role === 'operator') && (
              <Button size="small" danger onClick={() => void binOthers(pictures)}>
                {words.keepOne}
              </Button>
            )
          }
        >
          <div className="tiles small">
            {pictures.map((each) => (
              <figure key={each.number} className="tile picture-tile">
                <button type="button" onClick={() => props.onOpen(each.number)} aria-label={each.title}>
                  <img loading="lazy" className="checker" src={each.url} alt="" />
                  <span>{each.title}</span>
                  <small className="hint">{`${each.width} × ${each.height} · ${sizeOf(each.bytes)}`}</small>
                </button>
                {each === bestOf(pictures) && <Mark kind="good">{words.stays}</Mark>}
              </figure>
            ))}
          </div>
        </Card>
      ))}
      <Pager pages={pages} next={data.next} shown={data.groups.length} size={pageSize} total={data.total} />
    </>
  );
}
