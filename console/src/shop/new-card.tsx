// The form of a new card, with its face beside it as it will look. Must not know what becomes of the card.
import { App, Button, Drawer, Form, Segmented } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { useWords } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import { useCardFields } from './card-fields.tsx';
import type { CardInfo, Face } from './shop.tsx';

type Kind = 'cash-off' | 'percent-off' | 'exchange' | 'gift' | 'general';

interface Draft {
  readonly kind: Kind;
  readonly title: string;
  readonly brand: string;
  readonly colour: string;
  readonly notice: string;
  readonly description: string;
  readonly detail: string;
  readonly threshold: number;
  readonly amount: number;
  readonly percent: number;
  readonly stock: number;
  readonly perPerson: number;
  readonly days: number;
  readonly canGift: boolean;
  readonly ownCodes: boolean;
  readonly picture?: string;
}

export type DraftStart = Partial<Draft>;

function faceOf(draft: Draft, words: ReturnType<typeof useWords>): Face {
  const condition = draft.threshold > 0 ? `满 ${draft.threshold} 元可用` : '';
  const benefits = {
    'cash-off': { figure: String(draft.amount), unit: '元', condition: condition || '无门槛' },
    'percent-off': { figure: String((100 - draft.percent) / 10), unit: '折', condition },
    exchange: { figure: '团购', unit: '', condition: '' },
    gift: { figure: '兑换', unit: '', condition },
    general: { figure: '优惠', unit: '', condition: '' },
  };
  return {
    brand: draft.brand || words.brandName,
    title: draft.title || words.cardTitle,
    subtitle: '',
    colour: draft.colour,
    logo: '',
    benefit: benefits[draft.kind],
    kindName: '',
    notice: draft.notice,
    description: draft.description,
  };
}

export function NewCard(props: {
  readonly shop: Shop;
  readonly start: DraftStart;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onMade: (card: CardInfo) => void;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    kind: 'cash-off',
    title: '满100减20',
    brand: props.shop.name.slice(0, 12),
    colour: '#cf3e36',
    notice: '使用时向店员出示此券',
    description: '全场通用，不与其他优惠同享。',
    detail: '',
    threshold: 100,
    amount: 20,
    percent: 15,
    stock: 100,
    perPerson: 1,
    days: 30,
    canGift: true,
    ownCodes: false,
    ...props.start,
  });
  const change = (some: Partial<Draft>) => setDraft({ ...draft, ...some });
  const kinds: Record<Kind, string> = {
    'cash-off': words.kindCash,
    'percent-off': words.kindPercent,
    exchange: words.kindExchange,
    gift: words.kindGift,
    general: words.kindGeneral,
  };
  const save = async () => {
    setBusy(true);
    try {
      const { kind, title, brand, colour, notice, description, detail, stock, perPerson, canGift, ownCodes, picture } =
        draft;
      const card = await sendJson<CardInfo>('POST', shopPath(props.shop, 'cards'), {
        kind,
        title,
        brand,
        logo: `${location.origin}/console/mark.svg`,
        colour,
        notice,
        description,
        ...(detail === '' ? {} : { detail }),
        thresholdFen: Math.round(draft.threshold * 100),
        ...(kind === 'cash-off' ? { amountFen: Math.round(draft.amount * 100) } : {}),
        ...(kind === 'percent-off' ? { percentOff: draft.percent } : {}),
        ...(picture ? { picture } : {}),
        ...(ownCodes ? { ownCodes } : {}),
        stock: ownCodes ? 0 : stock,
        claimsPerHolder: perPerson,
        canGift,
        validity: { kind: 'term', days: draft.days },
      });
      props.onMade(card);
    } catch (error) {
      message.error((error as Error).message, 6);
    } finally {
      setBusy(false);
    }
  };
  const { text, number, choice, colour, description } = useCardFields('card', draft, change);
  return (
    <Drawer
      open={props.open}
      onClose={props.onClose}
      title={words.newCard}
      size={560}
      extra={
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {words.makeCard}
        </Button>
      }
    >
      <CardFace face={faceOf(draft, words)} validity={{ kind: 'term', days: draft.days }} />
      <Form layout="vertical" className="card-form">
        <Form.Item label={words.offer}>
          <Segmented
            block
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={Object.entries(kinds).map(([value, label]) => ({ value: value as Kind, label }))}
          />
        </Form.Item>
        {text(words.cardTitle, 'title', 9)}
        {text(words.brandName, 'brand', 12)}
        <div className="coupon-numbers">
          {draft.kind === 'cash-off' && number(words.amount, 'amount', 0.01, 100_000, 2)}
          {draft.kind === 'percent-off' && number(words.percent, 'percent', 1, 99)}
          {number(words.threshold, 'threshold', 0, 100_000, 2)}
          {!draft.ownCodes && number(words.stock, 'stock', 1, 100_000_000)}
          {number(words.perPerson, 'perPerson', 1, 100)}
          {number(words.validDays, 'days', 1, 365)}
          {colour}
        </div>
        {(draft.kind === 'exchange' || draft.kind === 'gift' || draft.kind === 'general') &&
          text(words.detail, 'detail', 300)}
        {text(words.notice, 'notice', 16)}
        {description}
        {choice(words.canGift, 'canGift')}
        {choice(words.ownCodes, 'ownCodes', words.ownCodesHint)}
      </Form>
    </Drawer>
  );
}
