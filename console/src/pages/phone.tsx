// A follower's phone: the chat with the account, the wallet, and the pages a scan opens — the real ones, in a frame.
// Must not act for the follower itself: the pages do, and every act sends its event.
import { useQuery } from '@tanstack/react-query';
import { App, Segmented, Select } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { dayOf } from '../day.ts';
import { CardFace } from '../shop/card-face.tsx';
import { stateName } from '../shop/code-desk.tsx';
import { Scanner } from '../shop/scanner.tsx';
import { type Face, type Shop, shopPath, WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

interface Follower {
  readonly number: string;
  readonly name: string;
}
interface PhoneState {
  readonly inbox: readonly {
    readonly id: number;
    readonly at: number;
    readonly withdrawn: boolean;
    readonly content: { readonly kind: string; readonly text?: string; readonly offer?: string };
  }[];
  readonly wallet: readonly {
    readonly code: string;
    readonly offer: string;
    readonly state: string;
    readonly endsAt: number;
  }[];
  readonly faces: Readonly<Record<string, Face & { readonly address: string }>>;
  readonly walletAddress: string;
}

const onlyOurs = (address: string): string | null => {
  try {
    const url = new URL(address, location.origin);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
};

function Phone({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const [who, setWho] = useState<{ value: string; label: string } | null>(null);
  const [view, setView] = useState<'chat' | 'wallet' | 'page'>('chat');
  const { message } = App.useApp();
  const [page, setPage] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const people = useQuery({
    queryKey: ['followers', shop.number, search],
    queryFn: () => getJson<{ followers: Follower[] }>(shopPath(shop, 'followers'), { limit: 30, text: search }),
    placeholderData: (previous) => previous,
  });
  const number = who?.value ?? people.data?.followers[0]?.number;
  const choices = (people.data?.followers ?? []).map((each) => ({
    value: each.number,
    label: each.name || each.number,
  }));
  const state = useQuery({
    queryKey: ['phone', shop.number, number],
    queryFn: () => getJson<PhoneState>(shopPath(shop, `followers/${encodeURIComponent(number ?? '')}/phone`)),
    enabled: number !== undefined,
    refetchInterval: 2_000,
  });
  const open = (address: string) => {
    const ours = onlyOurs(address);
    if (ours === null) {
      message.warning(words.foreignAddress);
      return;
    }
    setPage(ours);
    setView('page');
  };
  return (
    <div className="phone-page">
      <div className="phone-tools">
        <div className="phone-who">
          <span>{words.follower}</span>
          <Select
            showSearch
            filterOption={false}
            aria-label={words.follower}
            value={who ?? choices[0] ?? null}
            labelInValue
            onSearch={(text) => {
              // The one who was shown stays while others are looked for.
              setWho(who ?? choices[0] ?? null);
              setSearch(text);
            }}
            options={choices}
            onChange={(chosen: { value: string; label: string }) => {
              setWho(chosen);
              setView('chat');
            }}
          />
        </div>
        <Scanner onFound={open} />
        <p className="hint">{words.phoneHint}</p>
      </div>
      <div className="phone">
        <div className="phone-bar">{shop.name || shop.number}</div>
        <div className="phone-screen">
          {view === 'chat' &&
            (state.data?.inbox.length
              ? [...state.data.inbox].reverse().map((item) => {
                  const face = item.content.offer === undefined ? undefined : state.data.faces[item.content.offer];
                  return (
                    <div key={item.id} className="bubble-line">
                      <time>{new Date(item.at).toLocaleString()}</time>
                      {item.withdrawn ? (
                        <em>{words.withdrawn}</em>
                      ) : face ? (
                        <button type="button" className="bubble-card" onClick={() => open(face.address)}>
                          <CardFace face={face} />
                        </button>
                      ) : (
                        <p className="bubble">{item.content.text ?? item.content.kind}</p>
                      )}
                    </div>
                  );
                })
              : state.data && <p className="phone-empty">{words.noMessages}</p>)}
          {view === 'wallet' &&
            (state.data?.wallet.length
              ? state.data.wallet.map((coupon) => {
                  const face = state.data.faces[coupon.offer];
                  return (
                    face && (
                      <button
                        key={`${coupon.offer} ${coupon.code}`}
                        type="button"
                        className={`bubble-card state-${coupon.state}`}
                        onClick={() => open(`${state.data.walletAddress}/${coupon.offer}/${coupon.code}`)}
                      >
                        <CardFace
                          face={face}
                          note={`${coupon.code} · ${stateName(coupon.state, words)} · ${dayOf(coupon.endsAt)}`}
                        />
                      </button>
                    )
                  );
                })
              : state.data && <p className="phone-empty">{words.noWallet}</p>)}
          {view === 'page' && page && <iframe src={page} title={words.phone} />}
        </div>
        <div className="phone-foot">
          <Segmented
            block
            value={view}
            onChange={setView}
            options={[
              { value: 'chat', label: words.chat },
              { value: 'wallet', label: words.wallet },
              { value: 'page', label: words.page, disabled: page === null },
            ]}
          />
        </div>
      </div>
    </div>
  );
}

export default function PhonePage() {
  const words = useWords();
  return <WithShop title={words.phone}>{(shop) => <Phone key={shop.number} shop={shop} />}</WithShop>;
}
