// Chooses a picture: what the studio made, what lies in the picture space, or an address. Must not keep anything.
import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Modal, Segmented, Space } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { campaignsFrom } from '../lists.ts';
import type { Campaigns } from '../studio/campaign.ts';
import { useWords } from '../words/index.tsx';

interface Choice {
  readonly key: string;
  readonly url: string;
  readonly name: string;
}

async function fromStudio(): Promise<Choice[]> {
  const { campaigns } = await getJson<Campaigns>(...campaignsFrom());
  return campaigns.flatMap((campaign) =>
    [...campaign.steps]
      .reverse()
      .filter(({ name }) => name === 'poster' || name === 'coupon' || name === 'crops')
      .flatMap(({ pictures }) => pictures.map(({ id, url }) => ({ key: id, url, name: campaign.name }))),
  );
}

async function fromLibrary(title: string): Promise<Choice[]> {
  const { libraries } = await getJson<{ libraries: { number: string }[] }>('libraries');
  const [first] = libraries;
  if (first === undefined) return [];
  const { pictures } = await getJson<{ pictures: { number: string; url: string; title: string }[] }>(
    `libraries/${encodeURIComponent(first.number)}/pictures`,
    { count: 60, title },
  );
  return pictures.map(({ number, url, title: name }) => ({ key: number, url, name }));
}

export function PicturePicker(props: { readonly onChoose: (url: string) => void; readonly onClose: () => void }) {
  const words = useWords();
  const [from, setFrom] = useState<'studio' | 'library'>('studio');
  const [title, setTitle] = useState('');
  const [address, setAddress] = useState('');
  const { data } = useQuery({
    queryKey: ['picker', from, title],
    queryFn: () => (from === 'studio' ? fromStudio() : fromLibrary(title)),
  });
  return (
    <Modal open title={words.choosePicture} onCancel={props.onClose} footer={null} width={720}>
      <Space direction="vertical" size="middle" className="code-found">
        <div className="bar no-gap">
          <Segmented
            value={from}
            onChange={setFrom}
            options={[
              { value: 'studio', label: words.studio },
              { value: 'library', label: words.pictures },
            ]}
          />
          {from === 'library' && (
            <Input.Search
              allowClear
              aria-label={words.searchTitle}
              placeholder={words.searchTitle}
              onSearch={(text) => setTitle(text.trim())}
            />
          )}
        </div>
        {data?.length === 0 ? (
          <Empty description={words.empty} />
        ) : (
          <div className="tiles small picker">
            {data?.map((choice) => (
              <button
                key={choice.key}
                type="button"
                className="tile"
                aria-label={choice.name}
                onClick={() => props.onChoose(choice.url)}
              >
                <img loading="lazy" src={choice.url} alt="" />
              </button>
            ))}
          </div>
        )}
        <Space.Compact block>
          <Input
            aria-label={words.address}
            placeholder="https://…"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
          <Button disabled={!/^https?:\/\/\S+$/.test(address)} onClick={() => props.onChoose(address)}>
            {words.choose}
          </Button>
        </Space.Compact>
      </Space>
    </Modal>
  );
}
