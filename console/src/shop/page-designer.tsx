// Makes a landing page: title, banner, colour and the cards in their order, beside the page as a phone will show it.
// Must not draw the page people get; the server does.
import { useQuery } from '@tanstack/react-query';
import { App, Button, ColorPicker, Drawer, Form, Input, Space, Switch } from 'antd';
import { useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';
import { CardFace } from './card-face.tsx';
import { PicturePicker } from './picture-picker.tsx';
import type { CardInfo } from './shop.tsx';

export interface MadePage {
  readonly address: string;
  readonly modules: readonly string[];
  readonly title: string;
  readonly colour: string;
  readonly banner: string;
}

function PagePreview(props: {
  readonly shop: Shop;
  readonly title: string;
  readonly banner: string | null;
  readonly colour: string;
  readonly cards: readonly CardInfo[];
}) {
  const words = useWords();
  const { shop, title, banner, colour, cards } = props;
  return (
    <div
      className="phone phone-small"
      role="img"
      aria-label={words.preview}
      ref={(box) => box?.style.setProperty('--page', colour)}
    >
      <div className="phone-bar">{shop.name || shop.number}</div>
      <div className="phone-screen landing">
        {banner === null ? (
          <div className="landing-blank">{words.banner}</div>
        ) : (
          <img className="landing-banner" src={banner} alt="" />
        )}
        <strong className="landing-title">{title || words.pageTitle}</strong>
        {cards.length === 0 && <p className="phone-empty">{words.chooseCards}</p>}
        {cards.map((card) => (
          <div key={card.number} className="landing-card">
            <CardFace face={card.face} validity={card.validity} />
            <span className="landing-go">{words.claim}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

export function PageDesigner(props: {
  readonly shop: Shop;
  readonly start: { readonly card?: CardInfo; readonly banner?: string | null };
  readonly onMade: (page: MadePage) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const { shop, start } = props;
  const [title, setTitle] = useState(start.card?.title ?? '');
  const [banner, setBanner] = useState<string | null>(start.banner ?? null);
  const [colour, setColour] = useState(start.card?.face.colour ?? '#0a7a55');
  const [place, setPlace] = useState('');
  const [shareable, setShareable] = useState(true);
  const [cards, setCards] = useState<readonly CardInfo[]>(start.card ? [start.card] : []);
  const [choosing, setChoosing] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const found = useQuery({
    queryKey: ['cards', shop.number, 'approved', text],
    queryFn: () => getJson<{ cards: CardInfo[] }>(shopPath(shop, 'cards'), { review: 'approved', text, count: 30 }),
    placeholderData: (previous) => previous,
  });
  const move = (index: number, by: number) => {
    const order = [...cards];
    const [card] = order.splice(index, 1);
    if (card) order.splice(index + by, 0, card);
    setCards(order);
  };
  const save = async () => {
    if (banner === null) return;
    setBusy(true);
    try {
      const made = await sendJson<{ address: string; modules: string[] }>('POST', shopPath(shop, 'shelves'), {
        title: title.trim(),
        banner,
        colour,
        shareable,
        place: place.trim() || 'console',
        cards: cards.map((card) => ({ card: card.number, picture: card.face.logo || banner })),
      });
      props.onMade({ ...made, title: title.trim(), colour, banner });
    } catch (error) {
      message.error((error as Error).message);
    }
    setBusy(false);
  };
  const ready = title.trim() !== '' && banner !== null && cards.length > 0;
  return (
    <Drawer
      open
      size={980}
      title={words.newPage}
      onClose={props.onClose}
      extra={
        <Button type="primary" disabled={!ready} loading={busy} onClick={() => void save()}>
          {words.makePage}
        </Button>
      }
    >
      <div className="designer">
        <Form layout="vertical">
          <Form.Item label={words.pageTitle} htmlFor="page-title">
            <Input id="page-title" maxLength={20} value={title} onChange={(event) => setTitle(event.target.value)} />
          </Form.Item>
          <Form.Item label={words.banner}>
            <Space wrap>
              <Button onClick={() => setChoosing(true)}>{words.choosePicture}</Button>
              {banner !== null && <Button onClick={() => setBanner(null)}>{words.remove}</Button>}
            </Space>
          </Form.Item>
          <Form.Item label={words.cards} htmlFor="page-cards">
            <Select
              id="page-cards"
              aria-label={words.cards}
              showSearch
              filterOption={false}
              value={null}
              placeholder={words.addCard}
              onSearch={setText}
              disabled={cards.length >= 20}
              options={(found.data?.cards ?? [])
                .filter((card) => !cards.some(({ number }) => number === card.number))
                .map((card) => ({ value: card.number, label: `${card.title} · ${card.face.brand}` }))}
              onChange={(number: string | null) => {
                const card = found.data?.cards.find((each) => each.number === number);
                if (card) setCards([...cards, card]);
              }}
            />
          </Form.Item>
          {cards.length > 0 && (
            <ol className="order">
              {cards.map((card, index) => (
                <li key={card.number}>
                  <span>{card.title}</span>
                  <Space.Compact>
                    <Button
                      size="small"
                      aria-label={`${words.moveUp} ${card.title}`}
                      disabled={index === 0}
                      onClick={() => move(index, -1)}
                    >
                      ↑
                    </Button>
                    <Button
                      size="small"
                      aria-label={`${words.moveDown} ${card.title}`}
                      disabled={index === cards.length - 1}
                      onClick={() => move(index, 1)}
                    >
                      ↓
                    </Button>
                    <Button
                      size="small"
                      aria-label={`${words.remove} ${card.title}`}
                      onClick={() => setCards(cards.filter((each) => each !== card))}
                    >
                      ×
                    </Button>
                  </Space.Compact>
                </li>
              ))}
            </ol>
          )}
          <Form.Item label={words.colour}>
            <ColorPicker
              disabledAlpha
              format="hex"
              showText
              value={colour}
              onChange={(next) => setColour(next.toHexString().slice(0, 7))}
            />
          </Form.Item>
          <Form.Item label={words.place} htmlFor="page-place">
            <Input
              id="page-place"
              maxLength={40}
              placeholder={words.channelHint}
              value={place}
              onChange={(event) => setPlace(event.target.value)}
            />
          </Form.Item>
          <Form.Item label={words.shareable} htmlFor="page-share">
            <Switch id="page-share" checked={shareable} onChange={setShareable} />
          </Form.Item>
        </Form>
        <PagePreview shop={shop} title={title} banner={banner} colour={colour} cards={cards} />
      </div>
      {choosing && (
        <PicturePicker
          onClose={() => setChoosing(false)}
          onChoose={(url) => {
            setBanner(url);
            setChoosing(false);
          }}
        />
      )}
    </Drawer>
  );
}
