// Hands a card out: a link with its QR code and poster for a channel, a landing page, a message to everybody.
// Must not make cards.
import { App, Button, Input, Modal, Space, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { type Shop, shopPath } from '../lists.ts';
import { useWords } from '../words/index.tsx';
import { type MadePage, PageDesigner } from './page-designer.tsx';
import { PageReady } from './page-ready.tsx';
import { PosterMaker } from './poster-maker.tsx';
import type { CardInfo } from './shop.tsx';

interface Link {
  readonly address: string;
  readonly picture: string;
  readonly modules: readonly string[];
  readonly expiresAt: number;
}

function LinkTab(props: { readonly shop: Shop; readonly card: CardInfo; readonly banner: string | null }) {
  const words = useWords();
  const { message } = App.useApp();
  const { shop, card } = props;
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
  const { figure, unit, condition } = card.face.benefit;
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
        <>
          <div className="qr">
            <img src={link.picture} alt={words.qrCode} width="128" height="128" />
            <div className="qr-side">
              <Typography.Text copyable>{link.address}</Typography.Text>
              <span className="hint">{`${words.validUntil} ${new Date(link.expiresAt).toLocaleDateString()}`}</span>
              <Button href={link.picture} download={`${card.title}.jpg`}>
                {words.qrCode} PNG
              </Button>
            </div>
          </div>
          <PosterMaker
            key={link.address}
            modules={link.modules}
            name={`${card.title}-${channel || 'qr'}`}
            brand={card.face.brand}
            headline={/^\d/.test(figure) ? `${figure}${unit}` : card.title}
            line={condition || card.title}
            colour={card.face.colour}
            picture={props.banner}
          />
        </>
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
      <div>
        <Button type="primary" onClick={send}>
          {words.sendToAll}
        </Button>
      </div>
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
  const [designing, setDesigning] = useState(false);
  const [page, setPage] = useState<MadePage | null>(null);
  if (page) return <PageReady shop={shop} page={page} onClose={props.onClose} />;
  if (designing) {
    return <PageDesigner shop={shop} start={{ card, banner }} onMade={setPage} onClose={() => setDesigning(false)} />;
  }
  return (
    <Modal open title={`${words.handOut} · ${card.title}`} onCancel={props.onClose} footer={null} width={860}>
      <Tabs
        items={[
          { key: 'qr', label: words.qrCode, children: <LinkTab shop={shop} card={card} banner={banner} /> },
          {
            key: 'page',
            label: words.landingPage,
            children: (
              <div className="hand-out">
                <p>{words.landingHint}</p>
                <div>
                  <Button type="primary" onClick={() => setDesigning(true)}>
                    {words.newPage}
                  </Button>
                </div>
              </div>
            ),
          },
          { key: 'message', label: words.massMessage, children: <MessageTab shop={shop} card={card} /> },
        ]}
      />
    </Modal>
  );
}
