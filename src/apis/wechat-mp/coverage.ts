// Every documented operation this room is about and how far it is served. A test compares it with the routes.
// Must not be guessed from the routes: what is missing is the point.
import type { Operation } from '../room.js';
import { cardCoverage } from './card/coverage.js';

const conformance = 'test/conformance/wechat-mp';

const reading = (name: string, title: string): Operation => ({
  method: 'POST',
  path: `/cv/ocr/${name}`,
  title,
  status: 'not-started',
  tests: [],
  note: 'answers 48001',
});

export const coverage: readonly Operation[] = [
  {
    method: 'GET',
    path: '/cgi-bin/token',
    title: '获取接口调用凭据',
    status: 'supported',
    tests: [`${conformance}/tokens.test.ts`],
  },
  {
    method: 'POST',
    path: '/cgi-bin/stable_token',
    title: '获取稳定版接口调用凭据',
    status: 'supported',
    tests: [`${conformance}/tokens.test.ts`],
  },
  {
    method: 'GET',
    path: '/cgi-bin/media/get',
    title: '获取临时素材',
    status: 'partial',
    tests: [`${conformance}/superresolution.test.ts`],
    note: 'pictures made by superresolution',
  },
  {
    method: 'POST',
    path: '/cv/img/aicrop',
    title: '图片智能裁剪',
    status: 'supported',
    tests: [`${conformance}/clients.test.ts`, `${conformance}/aicrop.test.ts`],
  },
  {
    method: 'POST',
    path: '/cv/img/qrcode',
    title: '二维码/条码识别',
    status: 'supported',
    tests: [`${conformance}/qrcode.test.ts`],
  },
  {
    method: 'POST',
    path: '/cv/img/superresolution',
    title: '图片高清化',
    status: 'supported',
    tests: [`${conformance}/superresolution.test.ts`],
    note: 'off unless TUQUAN_WECHAT_MP_SUPERRESOLUTION=1, as at the vendor',
  },
  reading('idcard', '身份证识别'),
  reading('bankcard', '银行卡识别'),
  reading('driving', '行驶证识别'),
  reading('drivinglicense', '驾驶证识别'),
  reading('bizlicense', '营业执照识别'),
  reading('comm', '通用印刷体识别'),
  reading('platenum', '车牌识别'),
  reading('menu', '菜单识别'),
  ...cardCoverage,
];
