// The library: categories, search, upload with progress, rename, replace, recycle bin, copies and likenesses, where used.
// Must not know how pictures are kept.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Alert,
  App,
  Button,
  Checkbox,
  Descriptions,
  Drawer,
  Empty,
  Input,
  Progress,
  Segmented,
  Skeleton,
  Space,
} from 'antd';
import { useRef, useState } from 'react';
import { call, getJson, question, sendJson, upload } from '../api.ts';
import { Duplicates } from '../library/duplicates.tsx';
import { type Library, libraryPath, picturesOf, rowsOf } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { Pager, usePages } from '../pager.tsx';
import { Select } from '../select.tsx';
import { sizeOf } from '../standing.ts';
import { useWords } from '../words/index.tsx';

interface Picture {
  readonly number: string;
  readonly title: string;
  readonly category: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly referenced: boolean;
  readonly tags: readonly string[];
  readonly createdAt: number;
}
interface Page {
  readonly total: number;
  readonly pictures: readonly Picture[];
  readonly usage: { readonly usedBytes: number; readonly pictures: number; readonly binned: number };
}
interface Details extends Picture {
  readonly uses: readonly Record<string, string>[];
  readonly similar: readonly (Picture & { readonly apart: number; readonly sameBytes: boolean })[];
}
interface Category {
  readonly number: string;
  readonly name: string;
  readonly total: number;
}

function PictureDrawer(props: {
  readonly library: string;
  readonly number: string;
  readonly categories: readonly Category[];
  /** Tags of the library, to choose from. */
  readonly tags: readonly string[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const { library, number } = props;
  const input = useRef<HTMLInputElement>(null);
  // As they were last typed: the server's answer to one comes when the next is there already.
  const [tags, setTags] = useState<readonly string[] | null>(null);
  const key = ['picture', library, number];
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => getJson<Details>(libraryPath(library, `pictures/${number}`)),
  });
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: key });
      props.onChanged();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <Drawer open onClose={props.onClose} size={520} title={data?.title}>
      {data === undefined ? (
        <Skeleton active />
      ) : (
        <Space direction="vertical" size="middle" className="code-found">
          <img className="whole-picture checker" src={`${data.url}?v=${data.bytes}`} alt={data.title} />
          <Input.Search
            key={data.title}
            aria-label={words.rename}
            defaultValue={data.title}
            maxLength={50}
            enterButton={words.rename}
            onSearch={(title) =>
              void act(() => sendJson('PATCH', libraryPath(library, `pictures/${number}`), { title }))
            }
          />
          <Select
            className="code-found"
            aria-label={words.category}
            value={data.category}
            onChange={(category) =>
              void act(() => sendJson('PATCH', libraryPath(library, `pictures/${number}`), { category }))
            }
            options={[
              { value: '0', label: words.allPictures },
              ...props.categories.map((each) => ({ value: each.number, label: each.name })),
            ]}
          />
          <Select
            mode="tags"
            className="code-found"
            aria-label={words.tags}
            placeholder={words.addTags}
            maxCount={20}
            value={[...(tags ?? data.tags)]}
            onChange={(next: string[]) => {
              setTags(next);
              void act(() => sendJson('PATCH', libraryPath(library, `pictures/${number}`), { tags: next }));
            }}
            options={props.tags.map((value) => ({ value }))}
          />
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: 'size', label: words.pixels, children: `${data.width} × ${data.height} · ${sizeOf(data.bytes)}` },
              { key: 'url', label: words.address, children: <a href={data.url}>{data.url}</a> },
              {
                key: 'uses',
                label: words.whereUsed,
                children:
                  data.uses.length === 0 ? (
                    words.nowhere
                  ) : (
                    <ul className="uses">
                      {data.uses.map((use) => {
                        const text = Object.values(use).join(' · ');
                        return <li key={text}>{text}</li>;
                      })}
                    </ul>
                  ),
              },
            ]}
          />
          <Space wrap>
            <Button onClick={() => input.current?.click()}>{words.replacePicture}</Button>
            <Button
              danger
              onClick={() =>
                void act(() => sendJson('POST', libraryPath(library, 'bin'), { pictures: [number] })).then(
                  props.onClose,
                )
              }
            >
              {words.remove}
            </Button>
            <input
              ref={input}
              type="file"
              accept="image/*"
              hidden
              aria-label={words.replacePicture}
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) void act(() => call('PUT', libraryPath(library, `pictures/${number}/bytes`), { body: file }));
              }}
            />
          </Space>
          {data.similar.length > 0 && (
            <>
              <h2>{words.similar}</h2>
              <div className="tiles small">
                {data.similar.map((each) => (
                  <figure key={each.number} className="tile">
                    <img src={each.url} alt={each.title} />
                    <span>{each.sameBytes ? words.sameFile : each.title}</span>
                  </figure>
                ))}
              </div>
            </>
          )}
        </Space>
      )}
    </Drawer>
  );
}

function LibraryPage({ library }: { readonly library: string }) {
  const words = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const pages = usePages<number>();
  const offset = pages.cursor ?? 0;
  const [title, setTitle] = useState('');
  const [category, setCategory] = useState<string | undefined>(undefined);
  const [tag, setTag] = useState<string | undefined>(undefined);
  const [view, setView] = useState<'all' | 'duplicates' | 'bin'>('all');
  const binned = view === 'bin';
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [progress, setProgress] = useState<{ name: string; percent: number } | null>(null);
  const key = ['library', library];
  const { data, error } = useQuery({
    queryKey: [...key, offset, title, category, tag, binned],
    ...question<Page>(...picturesOf(library, { offset, title, category, tag, binned })),
  });
  const categories = useQuery({
    queryKey: ['categories', library],
    queryFn: () => getJson<{ categories: Category[] }>(libraryPath(library, 'categories')),
  });
  const tags = useQuery({
    queryKey: [...key, 'tags'],
    queryFn: () => getJson<{ tags: { tag: string; pictures: number }[] }>(libraryPath(library, 'tags')),
  });
  if (error) throw error;
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const send = async (list: FileList | null) => {
    const files = [...(list ?? [])].filter((file) => file.type.startsWith('image/'));
    for (const file of files) {
      try {
        await upload(
          libraryPath(library, 'pictures'),
          file,
          (share) => setProgress({ name: file.name, percent: Math.round(share * 100) }),
          {
            title: file.name.replace(/\.[^.]*$/, '') || 'picture',
            category,
          },
        );
      } catch (failure) {
        message.error(`${file.name}: ${(failure as Error).message}`, 6);
      }
    }
    setProgress(null);
    await refresh();
  };
  const change = async (operation: 'bin' | 'restore') => {
    try {
      await sendJson('POST', libraryPath(library, operation), { pictures: chosen });
      setChosen([]);
      await refresh();
    } catch (failure) {
      message.error((failure as Error).message);
    }
  };
  const list = categories.data?.categories ?? [];
  return (
    <section
      aria-label={words.pictures}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void send(event.dataTransfer.files);
      }}
    >
      <div className="bar">
        <Button type="primary" onClick={() => input.current?.click()}>
          {words.upload}
        </Button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          multiple
          hidden
          aria-label={words.upload}
          onChange={(event) => void send(event.target.files)}
        />
        <Input.Search
          className="code-search"
          allowClear
          placeholder={words.searchTitle}
          aria-label={words.searchTitle}
          onSearch={(value) => {
            setTitle(value.trim());
            pages.first();
          }}
        />
        <Select
          aria-label={words.category}
          allowClear
          placeholder={words.allPictures}
          {...(category === undefined ? {} : { value: category })}
          onChange={(value: string | undefined) => {
            setCategory(value);
            pages.first();
          }}
          options={list.map((each) => ({ value: each.number, label: `${each.name} (${each.total})` }))}
        />
        <Select
          aria-label={words.tags}
          allowClear
          showSearch
          placeholder={words.everyTag}
          {...(tag === undefined ? {} : { value: tag })}
          onChange={(value: string | undefined) => {
            setTag(value);
            pages.first();
          }}
          options={(tags.data?.tags ?? []).map((each) => ({
            value: each.tag,
            label: `${each.tag} (${each.pictures.toLocaleString()})`,
          }))}
        />
        <Input.Search
          className="new-category"
          placeholder={words.newCategory}
          aria-label={words.newCategory}
          enterButton="+"
          maxLength={20}
          onSearch={(name) => {
            if (name.trim() === '') return;
            void sendJson('POST', libraryPath(library, 'categories'), { name: name.trim() })
              .then(() => client.invalidateQueries({ queryKey: ['categories', library] }))
              .catch((failure: Error) => message.error(failure.message));
          }}
        />
        <Segmented
          value={view}
          onChange={(value) => {
            setView(value as 'all' | 'duplicates' | 'bin');
            setChosen([]);
            pages.first();
          }}
          options={[
            { value: 'all', label: words.pictures },
            { value: 'duplicates', label: words.duplicates },
            { value: 'bin', label: words.recycleBin },
          ]}
        />
        {chosen.length > 0 && (
          <Button danger={!binned} onClick={() => void change(binned ? 'restore' : 'bin')}>
            {binned ? words.restore : words.remove} ({chosen.length})
          </Button>
        )}
      </div>
      {data && (
        <p className="hint">
          {`${data.usage.pictures.toLocaleString()} ${words.picturesUnit} · ${words.spaceUsed} ${sizeOf(data.usage.usedBytes)} · ${words.recycleBin} ${data.usage.binned.toLocaleString()}`}
        </p>
      )}
      {progress && <Progress percent={progress.percent} format={() => progress.name} aria-label={words.uploading} />}
      {view === 'duplicates' ? (
        <Duplicates library={library} onOpen={setOpen} />
      ) : data === undefined ? (
        <Skeleton active />
      ) : data.total === 0 ? (
        <Empty description={binned ? words.empty : title || category || tag ? words.nothingFound : words.noPictures} />
      ) : (
        <>
          <div className="tiles">
            {data.pictures.map((picture) => (
              <figure key={picture.number} className="tile picture-tile">
                <Checkbox
                  aria-label={picture.title}
                  checked={chosen.includes(picture.number)}
                  onChange={(event) =>
                    setChosen(
                      event.target.checked
                        ? [...chosen, picture.number]
                        : chosen.filter((each) => each !== picture.number),
                    )
                  }
                />
                <button type="button" onClick={() => setOpen(picture.number)} aria-label={picture.title}>
                  <img loading="lazy" className="checker" src={picture.url} alt="" />
                  <span>
                    {picture.title}
                    {picture.tags.length > 0 && <small className="hint under">{picture.tags.join(' · ')}</small>}
                  </span>
                </button>
                {picture.referenced && <Mark kind="good">{words.inUse}</Mark>}
              </figure>
            ))}
          </div>
          <Pager
            pages={pages}
            next={offset + rowsOf.pictures < data.total ? offset + rowsOf.pictures : null}
            shown={data.pictures.length}
            size={rowsOf.pictures}
            total={data.total}
          />
        </>
      )}
      {open && (
        <PictureDrawer
          key={open}
          library={library}
          number={open}
          categories={list}
          tags={(tags.data?.tags ?? []).map((each) => each.tag)}
          onClose={() => setOpen(null)}
          onChanged={() => void refresh()}
        />
      )}
    </section>
  );
}

export default function Pictures() {
  const words = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const { data, error } = useQuery({
    queryKey: ['libraries'],
    ...question<{ libraries: Library[] }>('libraries'),
  });
  if (error) throw error;
  const library = chosen ?? data?.libraries[0]?.number;
  return (
    <section>
      <div className="page-head">
        <h1>{words.pictures}</h1>
        {data && data.libraries.length > 1 && library && (
          <Select
            aria-label={words.shop}
            value={library}
            onChange={setChosen}
            options={data.libraries.map((each) => ({ value: each.number, label: each.name || each.number }))}
          />
        )}
      </div>
      {data === undefined ? (
        <Skeleton active />
      ) : library === undefined ? (
        <Alert type="info" title={words.noLibrary} />
      ) : (
        <LibraryPage key={library} library={library} />
      )}
    </section>
  );
}
