// Every documented operation this room is about and how far it is served. A test compares it with the routes.
// Must not be guessed from the routes: what is missing is the point.
import type { Operation } from '../room.js';

const conformance = 'test/conformance/picture-space';

/** An operation of the vendor beneath, which the tool interface itself does not document. */
const beneath = (path: string, method: string, note = 'our extension of the tool interface'): Operation => ({
  method: 'POST',
  path: `/tool/erps/tbpicture/${path}`,
  title: method,
  status: 'supported',
  tests: [`${conformance}/library.test.ts`],
  note,
});

export const coverage: readonly Operation[] = [
  {
    method: 'POST',
    path: '/tool/erps/tbpicture',
    title: '上传单张图片',
    status: 'supported',
    tests: [`${conformance}/upload.test.ts`, `${conformance}/bad-input.test.ts`, 'test/reliability/uploads.test.ts'],
  },
  {
    method: 'POST',
    path: '/api/proxy/oauth/token',
    title: '获取 access_token',
    status: 'supported',
    tests: [`${conformance}/access.test.ts`],
  },
  {
    method: 'POST',
    path: '/api/proxy/oauth/revoke',
    title: '作废 access_token',
    status: 'supported',
    tests: [`${conformance}/access.test.ts`],
    note: 'our extension, after RFC 7009',
  },
  {
    method: 'GET',
    path: '/tool/erps/tbpicture/authorize',
    title: '店铺授权页',
    status: 'supported',
    tests: [`${conformance}/access.test.ts`],
    note: 'the page behind the link of code 302; how the vendor’s looks is not known',
  },
  beneath('get', 'taobao.picture.get'),
  beneath('pictures-get', 'taobao.picture.pictures.get'),
  beneath('count', 'taobao.picture.pictures.count'),
  beneath('category-get', 'taobao.picture.category.get'),
  beneath('category-add', 'taobao.picture.category.add'),
  beneath('category-update', 'taobao.picture.category.update'),
  beneath('category-delete', 'taobao.picture.category.delete', 'from libraries of 2012; its answer is not known: done'),
  beneath('changecategory', 'taobao.picture.changecategory'),
  beneath('update', 'taobao.picture.update'),
  beneath('replace', 'taobao.picture.replace'),
  beneath('delete', 'taobao.picture.delete'),
  beneath('restore', 'taobao.picture.restore', 'our extension: out of the recycle bin'),
  beneath('isreferenced', 'taobao.picture.isreferenced.get'),
  beneath('referenced', 'taobao.picture.referenced.get', 'what shows a picture; the vendor’s answer is not known'),
  beneath('similar', 'taobao.picture.similar.get', 'our extension: copies and near-copies'),
  beneath('userinfo', 'taobao.picture.userinfo.get', 'sizes in bytes'),
  beneath('points', 'taobao.picture.points.get', 'our extension: what is left of the balance'),
  {
    method: 'POST',
    path: '/router/rest',
    title: 'taobao.picture.* in the gateway form',
    status: 'partial',
    tests: [`${conformance}/gateway.test.ts`],
    note: 'all methods above; of the internal taobao.picture.spider no parameter is public: code 22',
  },
  {
    method: 'GET',
    path: '/router/rest',
    title: 'taobao.picture.* without a file',
    status: 'partial',
    tests: [`${conformance}/gateway.test.ts`],
    note: 'as by POST',
  },
  {
    method: 'GET',
    path: '/tool/accounts/item-info-low-price',
    title: '商品低价查询',
    status: 'not-started',
    tests: [],
    note: 'another product of the vendor: answers code 200',
  },
];
