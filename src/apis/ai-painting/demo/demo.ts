// This room's part of the demo: a painted background for every campaign, asked for as any client would.
// Must not reach into the server; it speaks HTTP to it like everybody else.
import type { DemoTools, RoomDemo } from '../../room.js';
import { cardOnBackground } from './card-on-background.js';
import { type AppCredentials, call } from './client.js';

/** What stands behind each campaign's coupon, one per photo in turn. */
const scenes = [
  { text: '夏日海边的奶茶铺，椰子树，蓝天白云', style: '水彩画' },
  { text: '秋天的山谷，红叶，一条小溪', style: '油画' },
  { text: '咖啡馆的窗边，清晨的阳光', style: '卡通画' },
  { text: '夜晚的城市，霓虹灯，下着雨', style: '赛博朋克' },
  { text: '春天的花园，樱花和蝴蝶', style: '浮世绘' },
  { text: '雪山脚下的小木屋，星空', style: 'low poly' },
  { text: '节日的灯笼和烟花', style: '古风' },
] as const;

/** A painting on a busy machine, queue included (ms). */
const patienceMs = 120_000;
const lookEveryMs = 250;

export const demo: RoomDemo = async ({ baseUrl, section }: DemoTools) => {
  const credentials: AppCredentials = { appKey: String(section.appKey), appSecret: String(section.appSecret) };
  return async (album) => {
    const scene = scenes[album.index % scenes.length] ?? scenes[0];
    const began = performance.now();
    const submitted = await call(baseUrl, credentials, 'submit', { ...scene, resolution: '1536*1024', num: '1' });
    const taskId = submitted.data?.taskId;
    if (submitted.code !== 200 || taskId === undefined) throw new Error(`submit: ${submitted.code} ${submitted.msg}`);
    for (;;) {
      const asked = await call(baseUrl, credentials, 'query', { taskId });
      if (asked.code !== 200) throw new Error(`query: ${asked.code} ${asked.msg}`);
      if (asked.data?.status === 1) {
        const url = String(asked.data.img);
        const picture = await fetch(url);
        if (!picture.ok) throw new Error(`${url}: HTTP ${picture.status}`);
        const bytes = new Uint8Array(await picture.arrayBuffer());
        const ms = Math.round(performance.now() - began);
        await album.add({
          title: 'AI绘画 · 活动背景',
          facts: { ...scene, taskId, createTime: String(asked.data.createTime), img: url, ms },
          picture: { file: 'background.png', bytes },
        });
        // The coupon's own picture, where a room before this one made it.
        const card = album.pictures.get('header.png');
        if (card !== undefined) {
          await album.add({
            title: '券卡与背景',
            facts: { background: url },
            picture: { file: 'campaign.png', bytes: await cardOnBackground(bytes, card) },
          });
        }
        return;
      }
      if (performance.now() - began > patienceMs) throw new Error(`task ${taskId} is not finished yet`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };
};
