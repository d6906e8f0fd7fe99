// The form of a card that is out already: what may still be changed, with its face beside it as it will look.
// Must not know what the reviewers make of it.
import { App, Button, ColorPicker, Drawer, Form, Input, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { useWords } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import { type CardInfo, type Shop, shopPath } from './shop.tsx';

export function EditCard(props: {
  readonly shop: Shop;
  readonly card: CardInfo;
  readonly onClose: () => void;
  readonly onSaved: (card: CardInfo) => void;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const { shop, card } = props;
  const before = {
    title: card.title,
    colour: card.face.colour,
    notice: card.face.notice,
    description: card.face.description,
    claimsPerHolder: card.limits.claimsPerHolder ?? 1,
    canGift: card.limits.canGift,
  };
  const [draft, setDraft] = useState(before);
  const [busy, setBusy] = useState(false);
  const change = (some: Partial<typeof draft>) => setDraft({ ...draft, ...some });
  // Only what differs: the reviewers look again at whatever is sent.
  const changed = Object.fromEntries(
    Object.entries(draft).filter(([key, value]) => value !== before[key as keyof typeof before]),
  );
  const save = async () => {
    setBusy(true);
    try {
      props.onSaved(await sendJson<CardInfo>('PATCH', shopPath(shop, `cards/${card.number}`), changed));
    } catch (error) {
      message.error((error as Error).message, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={`${words.edit} · ${card.title}`}
      size={560}
      extra={
        <Button type="primary" loading={busy} disabled={Object.keys(changed).length === 0} onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <CardFace face={{ ...card.face, ...draft }} validity={card.validity} />
      <p className="hint">{words.editCardHint}</p>
      <Form layout="vertical" className="card-form">
        <Form.Item label={words.cardTitle} htmlFor="edit-title">
          <Input
            id="edit-title"
            value={draft.title}
            maxLength={9}
            onChange={(event) => change({ title: event.target.value })}
          />
        </Form.Item>
        <div className="coupon-numbers">
          <Form.Item label={words.perPerson} htmlFor="edit-claims">
            <InputNumber
              id="edit-claims"
              min={1}
              max={100}
              precision={0}
              value={draft.claimsPerHolder}
              onChange={(value) => change({ claimsPerHolder: value ?? 1 })}
            />
          </Form.Item>
          <Form.Item label={words.colour}>
            <ColorPicker
              disabledAlpha
              value={draft.colour}
              onChangeComplete={(colour) => change({ colour: colour.toHexString().slice(0, 7) })}
            />
          </Form.Item>
        </div>
        <Form.Item label={words.notice} htmlFor="edit-notice">
          <Input
            id="edit-notice"
            value={draft.notice}
            maxLength={16}
            onChange={(event) => change({ notice: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={words.description} htmlFor="edit-description">
          <Input.TextArea
            id="edit-description"
            rows={3}
            maxLength={1024}
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={words.canGift} htmlFor="edit-gift">
          <Switch id="edit-gift" checked={draft.canGift} onChange={(canGift) => change({ canGift })} />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
