// Hands a card out: a link with its QR code for a channel, a landing page, a message to everybody. Must not make cards.
import { App, Button, Input, Modal, Space, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { useWords } from '../words/index.tsx';
import { type CardInfo, type Shop, shopPath } from './shop.tsx';

interface Link {
  readonly address: string;
  readonly picture: string;
  readonly expiresAt: number;
}

function LinkTab({ shop, card }: { readonly shop: Shop; readonly card: CardInfo }) {
  const words = useWords();
  const { message } = App.useApp();
  const [channel, setChannel] = useState('');
  const [link, setLink] = useState<Link | null>(null);
  const make = async () => {
    try {
      setLink(
        await sendJson<Link>('POST', shopPath(shop, 'links'), {
          cards: [card.number],
          ...(channel ? { channel } : {}),
        }),
      );
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <div className="hand-out">
      <Space.Compact block>
        <Input
          aria-label={words.channel}
          placeholder={words.channelHint}
          maxLength={40}
          value={channel}
          onChange={(event) => setChannel(event.target.value)}
        />
        <Button type="primary" onClick={() => void make()}>
          {words.makeQr}
        </Button>
      </Space.Compact>
      {link && (
        <div className="qr">
          <img src={link.picture} alt={words.qrCode} width="240" height="240" />
          <Typography.Text copyable>{link.address}</Typography.Text>
          <Button href={link.picture} download={`${card.title}.png`}>
            {words.download}
          </Button>
        </div>
      )}
    </div>
  );
}

function ShelfTab({
  shop,
  card,
  banner,
}: {
  readonly shop: Shop;
  readonly card: CardInfo;
  readonly banner: string | null;
}) {
  const words = useWords();
  const { message } = App.useApp();
  const [title, setTitle] = useState(card.title);
  const [address, setAddress] = useState<string | null>(null);
  const picture = banner ?? `${location.origin}/console/mark.svg`;
  const make = async () => {
    try {
      const shelf = await sendJson<{ address: string }>('POST', shopPath(shop, 'shelves'), {
        title,
        banner: picture,
        cards: [{ card: card.number, picture }],
      });
      setAddress(shelf.address);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <div className="hand-out">
      <Space.Compact block>
        <Input
          aria-label={words.pageTitle}
          maxLength={20}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button type="primary" disabled={title.trim() === ''} onClick={() => void make()}>
          {words.makePage}
        </Button>
      </Space.Compact>
      {address && (
        <Space direction="vertical">
          <Typography.Text copyable>{address}</Typography.Text>
          <Button href={address} target="_blank">
            {words.openPage}
          </Button>
        </Space>
      )}
    </div>
  );
}

function MessageTab({ shop, card }: { readonly shop: Shop; readonly card: CardInfo }) {
  const words = useWords();
  const { message, modal } = App.useApp();
  const send = () =>
    modal.confirm({
      title: words.sendToAll,
      content: card.title,
      okText: words.send,
      cancelText: words.cancel,
      onOk: async () => {
        try {
          await sendJson('POST', shopPath(shop, 'messages'), { content: { kind: 'card', card: card.number } });
          message.success(words.sent);
        } catch (error) {
          message.error((error as Error).message);
        }
      },
    });
  return (
    <div className="hand-out">
      <p>{words.sendToAllHint}</p>
      <Button type="primary" onClick={send}>
        {words.sendToAll}
      </Button>
    </div>
  );
}

export function HandOut(props: {
  readonly shop: Shop;
  readonly card: CardInfo;
  readonly banner: string | null;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { shop, card, banner } = props;
  return (
    <Modal open title={`${words.handOut} · ${card.title}`} onCancel={props.onClose} footer={null} width={560}>
      <Tabs
        items={[
          { key: 'qr', label: words.qrCode, children: <LinkTab shop={shop} card={card} /> },
          { key: 'page', label: words.landingPage, children: <ShelfTab shop={shop} card={card} banner={banner} /> },
          { key: 'message', label: words.massMessage, children: <MessageTab shop={shop} card={card} /> },
        ]}
      />
    </Modal>
  );
}
