// The coupon header image: offer, wording, layout and colour, with a preview that follows the typing.
// Must not store; it hands the settings on.
import { Button, ColorPicker, Form, Input, InputNumber, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Select } from '../select.tsx';
import { useLanguage } from '../words/index.tsx';
import { type CouponSettings, type Offer, previewCoupon } from './campaign.ts';

const layouts: readonly (readonly [value: string, zh: string, en: string])[] = [
  ['ticket', '票券', 'Ticket'],
  ['poster', '海报', 'Poster'],
  ['burst', '爆炸贴', 'Burst'],
  ['stage', '展台', 'Stage'],
  ['editorial', '杂志', 'Editorial'],
  ['heritage', '国风', 'Heritage'],
  ['envelope', '红包', 'Envelope'],
  ['aurora', '极光', 'Aurora'],
  ['swing-tag', '吊牌', 'Swing tag'],
];

const offerOf = (kind: Offer['kind'], thresholdFen: number, value: number): Offer => {
  if (kind === 'amount-off') return { kind, thresholdFen, amountFen: Math.max(1, Math.round(value * 100)) };
  if (kind === 'percent-off') return { kind, thresholdFen, percentOff: Math.min(99, Math.max(1, Math.round(value))) };
  return { kind, thresholdFen, priceFen: Math.round(value * 100) };
};
const worthOf = (offer: Offer): number =>
  offer.kind === 'percent-off'
    ? offer.percentOff
    : (offer.kind === 'amount-off' ? offer.amountFen : offer.priceFen) / 100;

export function CouponForm(props: {
  readonly settings: CouponSettings;
  readonly picture: string | null;
  readonly onSave: (settings: CouponSettings) => Promise<void>;
}) {
  const { words, language } = useLanguage();
  const [settings, setSettings] = useState(props.settings);
  const [preview, setPreview] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const changed = JSON.stringify(settings) !== JSON.stringify(props.settings);
  const shown = useRef<string | null>(null);
  const given = JSON.stringify(props.settings);
  useEffect(() => setSettings(JSON.parse(given) as CouponSettings), [given]);

  useEffect(() => {
    if (!changed) return setPreview(null);
    const replaced = new AbortController();
    const timer = setTimeout(() => {
      previewCoupon(settings, replaced.signal).then(
        (url) => {
          if (shown.current !== null) URL.revokeObjectURL(shown.current);
          shown.current = url;
          setPreview(url);
        },
        () => undefined,
      );
    }, 90);
    return () => {
      replaced.abort();
      clearTimeout(timer);
    };
  }, [settings, changed]);

  const change = (some: Partial<CouponSettings>) => setSettings({ ...settings, ...some });
  const { offer } = settings;
  const kinds = { 'amount-off': words.amountOff, 'percent-off': words.percentOff, exchange: words.exchange };
  return (
    <div className="coupon-form">
      <div className="coupon-preview">
        {(preview ?? props.picture) && <img src={preview ?? props.picture ?? ''} alt={words.couponImage} />}
      </div>
      <Form layout="vertical">
        <Form.Item label={words.offer}>
          <Segmented
            value={offer.kind}
            onChange={(kind) => change({ offer: offerOf(kind, offer.thresholdFen, kind === 'percent-off' ? 15 : 20) })}
            options={Object.entries(kinds).map(([value, label]) => ({ value: value as Offer['kind'], label }))}
          />
        </Form.Item>
        <div className="coupon-numbers">
          <Form.Item label={words.threshold} htmlFor="threshold">
            <InputNumber
              id="threshold"
              min={0}
              max={999_999}
              precision={2}
              value={offer.thresholdFen / 100}
              onChange={(value) =>
                change({ offer: offerOf(offer.kind, Math.round((value ?? 0) * 100), worthOf(offer)) })
              }
            />
          </Form.Item>
          <Form.Item
            htmlFor="worth"
            label={
              offer.kind === 'amount-off' ? words.amount : offer.kind === 'percent-off' ? words.percent : words.price
            }
          >
            <InputNumber
              id="worth"
              min={offer.kind === 'percent-off' ? 1 : 0.01}
              max={offer.kind === 'percent-off' ? 99 : 999_999}
              precision={offer.kind === 'percent-off' ? 0 : 2}
              value={worthOf(offer)}
              onChange={(value) => change({ offer: offerOf(offer.kind, offer.thresholdFen, value ?? 1) })}
            />
          </Form.Item>
        </div>
        <Form.Item label={words.brandName} htmlFor="brand">
          <Input
            id="brand"
            maxLength={20}
            value={settings.brandName}
            onChange={(event) => change({ brandName: event.target.value })}
          />
        </Form.Item>
        <div className="coupon-numbers">
          <Form.Item label={words.layout} htmlFor="layout">
            <Select
              id="layout"
              value={settings.layout ?? ''}
              onChange={(layout) => {
                const { layout: _, ...rest } = settings;
                setSettings(layout === '' ? rest : { ...rest, layout });
              }}
              options={[
                { value: '', label: words.automatic },
                ...layouts.map(([value, zh, en]) => ({ value, label: language === 'zh' ? zh : en })),
              ]}
            />
          </Form.Item>
          <Form.Item label={words.colour}>
            <ColorPicker
              disabledAlpha
              format="hex"
              value={settings.backgroundColor ?? '#b3261e'}
              onChangeComplete={(colour) => change({ backgroundColor: colour.toHexString().slice(0, 7) })}
              showText
            />
          </Form.Item>
        </div>
        <Button
          type="primary"
          disabled={!changed}
          loading={busy}
          onClick={() => {
            setBusy(true);
            void props.onSave(settings).finally(() => setBusy(false));
          }}
        >
          {words.save}
        </Button>
      </Form>
    </div>
  );
}
