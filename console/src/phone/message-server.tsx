// Where the account is told of what happens and what followers say: shown beside the phone, set by an owner.
// Must not judge the address: the server asks it to prove itself.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { ApiError, getJson, sendJson } from '../api.ts';
import type { Shop } from '../lists.ts';
import { Select } from '../select.tsx';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';

interface Endpoint {
  readonly url: string;
  readonly style: string | null;
}

export function MessageServer({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { session } = useSession();
  const client = useQueryClient();
  const path = `accounts/${encodeURIComponent(shop.kind)}/${encodeURIComponent(shop.number)}/message-server`;
  const key = ['message-server', shop.kind, shop.number];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: async (): Promise<Endpoint | null> => {
      try {
        return await getJson<Endpoint>(path);
      } catch (failure) {
        if (failure instanceof ApiError && failure.status === 404) return null;
        throw failure;
      }
    },
  });
  const [editing, setEditing] = useState(false);
  const [url, setUrl] = useState('');
  const [style, setStyle] = useState('plain');
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  if (error) throw error;
  if (data === undefined) return null;
  const owner = session.role === 'owner';
  const seals = { plain: words.pushPlain, compatible: words.pushCompatible, safe: words.pushSafe };
  const styles = Object.entries(seals).flatMap(([seal, name]) => [
    { value: seal, label: `${name} · XML` },
    { value: `${seal}+json`, label: `${name} · JSON` },
  ]);
  const edit = () => {
    setUrl(data?.url ?? '');
    setStyle(data?.style ?? 'plain');
    setRefusal(null);
    setEditing(true);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      client.setQueryData(key, await sendJson<Endpoint>('PUT', path, { url: url.trim(), style }));
      setEditing(false);
    } catch (failure) {
      setRefusal((failure as Error).message);
    }
    setSaving(false);
  };
  return (
    <div className="told-at">
      <span>{words.messageServer}</span>
      {data === null && !editing && (
        <Alert type="warning" showIcon title={words.toldNowhere} description={owner ? undefined : words.askOwner} />
      )}
      {data !== null && !editing && <code className="long-text">{data.url}</code>}
      {owner && !editing && (
        <Button className="told-edit" onClick={edit}>
          {data === null ? words.setMessageServer : words.edit}
        </Button>
      )}
      {editing && (
        <form onSubmit={(event) => void save(event)}>
          <Input
            aria-label={words.messageServer}
            placeholder="https://example.com/wechat"
            inputMode="url"
            maxLength={1_024}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
          <Select aria-label={words.pushStyle} value={style} options={styles} onChange={setStyle} />
          <p className="hint told-hint">{words.messageServerHint}</p>
          {refusal !== null && <Alert type="error" showIcon title={words.notProved} description={refusal} />}
          <div className="bar">
            <Button type="primary" htmlType="submit" loading={saving} disabled={url.trim() === ''}>
              {words.save}
            </Button>
            <Button onClick={() => setEditing(false)}>{words.cancel}</Button>
          </div>
        </form>
      )}
    </div>
  );
}
