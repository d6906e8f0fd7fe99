// One code among all: what state it is in, whose it is, everything that happened to it; and its redemption at the till.
// Must not know how codes are kept.
import { App, Button, Card, Descriptions, Input, Space, Timeline } from 'antd';
import { useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { dayOf } from '../day.ts';
import { type Shop, shopPath } from '../lists.ts';
import { Mark } from '../mark.tsx';
import { useSession } from '../session.tsx';
import { useWords, type Words } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import type { CardInfo } from './shop.tsx';

interface Found {
  readonly coupon: {
    readonly code: string;
    readonly offer: string;
    readonly holder: string;
    readonly state: string;
    readonly channel: string;
    readonly beginsAt: number;
    readonly endsAt: number;
  } | null;
  readonly history: readonly {
    readonly id: number;
    readonly kind: string;
    readonly at: number;
    readonly channel: string;
    readonly holder: string | null;
  }[];
  readonly stored: readonly { readonly card: string; readonly taken: boolean }[];
  readonly card: CardInfo;
}

const stateNames = (words: Words): Readonly<Record<string, string>> => ({
  normal: words.stateNormal,
  consumed: words.redeemed,
  expired: words.stateExpired,
  gifting: words.stateGifting,
  'gift-returned': words.stateNormal,
  given: words.stateGiven,
  unavailable: words.stateUnavailable,
  deleted: words.stateDeleted,
});

export const stateName = (state: string, words: Words): string => stateNames(words)[state] ?? state;

const eventNames = (words: Words): Readonly<Record<string, string>> => ({
  claimed: words.claimed,
  received: words.eventReceived,
  redeemed: words.redeemed,
  'gift-started': words.stateGifting,
  'gift-returned': words.eventGiftReturned,
  given: words.stateGiven,
  deleted: words.stateDeleted,
  'made-unavailable': words.stateUnavailable,
  'code-changed': words.eventCodeChanged,
  expired: words.stateExpired,
});

const usable = (state: string): boolean => state === 'normal' || state === 'gift-returned';

function FoundCode(props: { readonly found: Found; readonly code: string; readonly onRedeem: () => void }) {
  const words = useWords();
  const { session } = useSession();
  const { coupon, history, card } = props.found;
  const state = coupon === null ? words.codeWaiting : stateName(coupon.state, words);
  return (
    <Card
      className="block"
      title={<code>{props.code}</code>}
      extra={<Mark kind={coupon && usable(coupon.state) ? 'good' : 'plain'}>{state}</Mark>}
    >
      <div className="code-facts">
        <CardFace face={card.face} validity={card.validity} />
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'card', label: words.card, children: <span className="long-text">{card.number}</span> },
            ...(coupon === null
              ? []
              : [
                  { key: 'holder', label: words.holder, children: <span className="long-text">{coupon.holder}</span> },
                  {
                    key: 'span',
                    label: words.validUntil,
                    children: `${dayOf(coupon.beginsAt)} – ${dayOf(coupon.endsAt)}`,
                  },
                  ...(coupon.channel === ''
                    ? []
                    : [{ key: 'channel', label: words.channel, children: coupon.channel }]),
                ]),
          ]}
        />
        {history.length > 0 && (
          <Timeline
            items={history.map((event) => ({
              key: event.id,
              children: (
                <>
                  <b>{eventNames(words)[event.kind] ?? event.kind}</b>
                  <span className="hint">{` ${new Date(event.at).toLocaleString()}${event.channel ? ` · ${event.channel}` : ''}`}</span>
                </>
              ),
            }))}
          />
        )}
      </div>
      {coupon !== null && usable(coupon.state) && session.role !== 'auditor' && (
        <Button type="primary" size="large" onClick={props.onRedeem}>
          {words.redeem}
        </Button>
      )}
    </Card>
  );
}

export function CodeDesk({ shop }: { readonly shop: Shop }) {
  const words = useWords();
  const { message } = App.useApp();
  const [found, setFound] = useState<{ readonly code: string; readonly facts: Found } | null>(null);
  const [looking, setLooking] = useState(false);
  const look = async (text: string) => {
    const code = text.trim();
    if (code === '') return setFound(null);
    setLooking(true);
    try {
      setFound({ code, facts: await getJson<Found>(shopPath(shop, `codes/${encodeURIComponent(code)}`)) });
    } catch (error) {
      setFound(null);
      message.error((error as Error).message);
    }
    setLooking(false);
  };
  const redeem = async () => {
    const coupon = found?.facts.coupon;
    if (!coupon) return;
    try {
      await sendJson('POST', shopPath(shop, 'redemptions'), { code: coupon.code, card: coupon.offer });
      message.success(words.redeemed);
    } catch (error) {
      message.error((error as Error).message);
    }
    await look(coupon.code);
  };
  return (
    <Card title={words.findCode}>
      <Space direction="vertical" className="code-found">
        <p className="hint no-gap">{words.findCodeHint}</p>
        <Input.Search
          className="code-search"
          size="large"
          placeholder={words.codeHint}
          aria-label={words.codeHint}
          enterButton={words.lookUp}
          loading={looking}
          allowClear
          maxLength={64}
          onSearch={(code) => void look(code)}
        />
      </Space>
      {found && <FoundCode code={found.code} found={found.facts} onRedeem={() => void redeem()} />}
    </Card>
  );
}
