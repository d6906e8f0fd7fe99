// A landing page that was just made: its address, and the poster that leads to it. Must not make pages.
import { Button, Modal, Space, Typography } from 'antd';
import type { Shop } from '../lists.ts';
import { useWords } from '../words/index.tsx';
import type { MadePage } from './page-designer.tsx';
import { PosterMaker } from './poster-maker.tsx';

export function PageReady({
  shop,
  page,
  onClose,
}: {
  readonly shop: Shop;
  readonly page: MadePage;
  readonly onClose: () => void;
}) {
  const words = useWords();
  return (
    <Modal open width={860} title={page.title} footer={null} onCancel={onClose}>
      <Space wrap className="made-address">
        <Typography.Text copyable>{page.address}</Typography.Text>
        <Button href={page.address} target="_blank">
          {words.openPage}
        </Button>
      </Space>
      <PosterMaker
        modules={page.modules}
        name={page.title}
        brand={shop.name}
        headline={page.title}
        line=""
        colour={page.colour}
        picture={page.banner}
      />
    </Modal>
  );
}
