// A follower's phone: the chat with the account, the wallet, and the pages a scan opens — the real ones, in a frame.
// Must not act for the follower itself: the pages do, and the server; every act sends its event.
import { useQuery } from '@tanstack/react-query';
import { App, Segmented } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { dayOf } from '../day.ts';
import { type Shop, shopPath } from '../lists.ts';
import { MessageServer } from '../phone/message-server.tsx';
import { SayLine, Talk, type TalkItem } from '../phone/talk.tsx';
import { Select } from '../select.tsx';
import { useSession } from '../session.tsx';
import { CardFace } from '../shop/card-face.tsx';
import { stateName } from '../shop/code-desk.tsx';
import { onlyOurs } from '../shop/message-body.tsx';
import { Scanner } from '../shop/scanner.tsx';
import { type Face, WithShop } from '../shop/shop.tsx';
import { useWords } from '../words/index.tsx';

interface Follower {
  readonly number: string;
  readonly name: string;
}
interface PhoneState {
  readonly follower: { readonly follows: boolean };
  readonly inbox: readonly TalkItem[];
  readonly wallet: readonly {
    readonly code: string;
    readonly offer: string;
    readonly state: string;
    readonly endsAt: number;
  }[];
  readonly faces: Readonly<Record<string, Face & { readonly address: string }>>;
  readonly walletAddress: string;
}

function Phone({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const [who, setWho] = useState<{ value: string; label: string } | null>(null);
  const { session } = useSession();
  const maySpeak = session.role === 'owner' || session.role === 'operator';
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
    // An answer comes right after the account has been told.
    refetchInterval: ({ state: { data } }) => (data?.inbox.some(({ told }) => told === 'due') ? 500 : 2_000),
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
        <MessageServer shop={shop} />
      </div>
      <div className="phone">
        <div className="phone-bar">{shop.name || shop.number}</div>
        <div className="phone-screen">
          {view === 'chat' && state.data && (
            <Talk shop={shop} items={state.data.inbox} faces={state.data.faces} onOpen={open} />
          )}
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
        {view === 'chat' &&
          maySpeak &&
          number !== undefined &&
          state.data &&
          (state.data.follower.follows ? (
            <SayLine key={number} shop={shop} follower={number} />
          ) : (
            <p className="say-line">{words.followsNot}</p>
          ))}
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
