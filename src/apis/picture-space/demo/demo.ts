// This room's part of the demo: everything the steps before it made goes into the shop's space, under addresses of its own.
// Must not reach into the server; it uploads as the tool's documentation shows.
import type { DemoTools, RoomDemo } from '../../room.js';

/** Bytes the space takes of one picture. */
const mostBytes = 3 * 1024 * 1024;

interface Answer {
  readonly code: number;
  readonly msg: string;
  readonly data?: { readonly picture_upload_response?: { readonly picture?: { readonly picture_path?: string } } };
}

export const demo: RoomDemo = async ({ baseUrl, section }: DemoTools) => {
  const authorization = `Bearer ${String(section.accessToken)}`;
  /** Resolves to the picture's address. */
  async function upload(name: string, bytes: Uint8Array): Promise<string> {
    const form = new FormData();
    form.set('shop_id', String(section.shopId));
    form.set('picture_category_id', String(section.categoryId));
    form.set('image_input_title', name);
    form.set('is_https', 'false');
    form.set('vvtype', '2');
    form.set('img', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
    const response = await fetch(`${baseUrl}/tool/erps/tbpicture`, {
      method: 'POST',
      headers: { authorization },
      body: form,
    });
    const { code, msg, data } = (await response.json()) as Answer;
    const path = data?.picture_upload_response?.picture?.picture_path;
    if (code !== 0 || path === undefined) throw new Error(`tbpicture ${name}: ${code} ${msg}`);
    return path;
  }
  return async (album) => {
    const facts: Record<string, string | number> = {};
    let shown: { url: string; file: string } | null = null;
    for (const [file, bytes] of album.pictures) {
      if (bytes.length > mostBytes) {
        facts[file] = `not uploaded: ${bytes.length} bytes are more than the space takes`;
        continue;
      }
      const url = await upload(`${album.name}-${file}`, bytes);
      facts[file] = url;
      // What the space serves is what was sent, byte for byte.
      const served = new Uint8Array(await (await fetch(url)).arrayBuffer());
      if (!Buffer.from(served).equals(Buffer.from(bytes))) throw new Error(`${url} is not what was uploaded`);
      shown ??= { url, file };
    }
    if (shown === null) return;
    const small = await fetch(`${shown.url}_240x240.jpg`);
    if (!small.ok) throw new Error(`${shown.url}_240x240.jpg: HTTP ${small.status}`);
    await album.add({
      title: '图片空间 · 上传',
      facts,
      picture: { file: 'space-240.jpg', bytes: new Uint8Array(await small.arrayBuffer()) },
    });
  };
};
