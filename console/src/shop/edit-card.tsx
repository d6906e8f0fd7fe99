// The form of a card that is out already: what may still be changed, with its face beside it as it will look.
// Must not know what the reviewers make of it.
import { App, Button, Drawer, Form } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { useWords } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import { useCardFields } from './card-fields.tsx';
import type { CardInfo } from './shop.tsx';

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
  const { text, number, choice, colour, description } = useCardFields('edit', draft, (some) =>
    setDraft({ ...draft, ...some }),
  );
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
        {text(words.cardTitle, 'title', 9)}
        <div className="coupon-numbers">
          {number(words.perPerson, 'claimsPerHolder', 1, 100)}
          {colour}
        </div>
        {text(words.notice, 'notice', 16)}
        {description}
        {choice(words.canGift, 'canGift')}
      </Form>
    </Drawer>
  );
}
