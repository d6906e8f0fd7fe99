// Every documented operation of the product-coupon family and how far it is served. A test compares it with the routes.
// Must not be guessed from the routes: what is missing is the point.
import type { Operation } from '../room.js';
import { type Mode, modes } from './modes.js';

const conformance = 'test/conformance/wechatpay-v3';
const room = 'src/apis/wechatpay-v3';

type Served = Pick<Operation, 'status' | 'tests' | 'note'>;
const missing: Served = { status: 'not-started', tests: [] };
const served = (tests: readonly string[]): Served => ({ status: 'supported', tests });

const whole = [`${conformance}/axios-plugin.test.ts`, `${conformance}/brand.test.ts`];
const notifyTests = [`${room}/room.test.ts`, ...whole];
const uploadTests = [`${room}/media/upload.test.ts`, ...whole];
const taskTests = [`${room}/samples.test.ts`, `${conformance}/bodies.test.ts`, ...whole];

const coupon = '/product-coupons/:product_coupon_id';
const stock = `${coupon}/stocks/:stock_id`;
const bundle = `${coupon}/stock-bundles/:stock_bundle_id`;
const user = '/users/:openid';
const userCoupon = `${user}/coupons/:coupon_code`;

/** The 35 operations, in the order of the vendor's books; paths are the tails that both modes share. */
const tails: readonly (readonly [Operation['method'], string, string, Served?])[] = [
  ['POST', '/product-coupons', '创建商品券'],
  ['GET', coupon, '查询商品券'],
  ['PATCH', coupon, '修改商品券'],
  ['POST', `${coupon}/deactivate`, '失效商品券'],
  ['POST', `${coupon}/stocks`, '添加商品券批次'],
  ['GET', `${coupon}/stocks`, '查询商品券批次列表'],
  ['GET', stock, '查询商品券批次'],
  ['PATCH', stock, '修改商品券批次'],
  ['POST', `${stock}/update-budget`, '修改商品券批次预算'],
  ['POST', `${stock}/deactivate`, '失效商品券批次'],
  ['POST', `${stock}/associate-stores`, '关联门店'],
  ['POST', `${stock}/disassociate-stores`, '取消关联门店'],
  ['GET', `${stock}/associated-stores`, '查询关联门店'],
  ['POST', `${stock}/upload-coupon-codes`, '预上传券Code'],
  ['POST', `${coupon}/stock-bundles`, '添加商品券批次组'],
  ['PATCH', bundle, '修改商品券批次组'],
  ['POST', `${bundle}/update-budget`, '修改商品券批次组预算'],
  ['POST', `${bundle}/associate-stores`, '批次组关联门店'],
  ['POST', `${bundle}/disassociate-stores`, '批次组取消关联门店'],
  ['POST', `${user}/coupons`, '向用户发放商品券'],
  ['POST', `${user}/coupon-bundles`, '向用户发放商品券组'],
  ['POST', `${user}/pre-send-coupon`, '预发放商品券'],
  ['POST', `${user}/pre-send-coupon-bundle`, '预发放商品券组'],
  ['POST', `${userCoupon}/confirm`, '确认发放用户商品券'],
  ['POST', `${userCoupon}/use`, '核销用户商品券'],
  ['POST', `${userCoupon}/return`, '退还用户商品券'],
  ['POST', `${userCoupon}/deactivate`, '失效用户商品券'],
  ['POST', `${user}/coupon-bundles/:user_coupon_bundle_id/deactivate`, '失效用户商品券组'],
  ['GET', userCoupon, '查询用户商品券'],
  ['GET', `${user}/coupons`, '查询用户商品券列表'],
  ['POST', '/notify-configs', '设置回调通知地址', served(notifyTests)],
  ['GET', '/notify-configs', '查询回调通知地址', served(notifyTests)],
  ['POST', '/media/upload-image', '图片上传', served(uploadTests)],
  ['POST', '/image-generation-tasks', '提交图片生成任务', served(taskTests)],
  ['GET', '/image-generation-tasks/:task_id', '查询图片生成任务执行结果', served(taskTests)],
];

const family = (mode: Mode): Operation[] =>
  tails.map(([method, tail, title, state = missing]) => ({ method, path: mode.prefix + tail, title, ...state }));

export const coverage: readonly Operation[] = [
  ...modes.flatMap(family),
  {
    method: 'GET',
    path: '/v3/certificates',
    title: '下载平台证书',
    status: 'supported',
    tests: [`${room}/room.test.ts`, `${conformance}/node-v3.test.ts`],
    note: 'RSA only: algorithm_type=SM2 answers an empty list',
  },
];
