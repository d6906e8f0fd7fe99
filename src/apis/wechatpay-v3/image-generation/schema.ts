// What submit and query may hold: pay.weixin.qq.com/doc/v3/partner/4017327752 and 4017327739, brand/4017327691 and 4017327697.
// Must not know our own words; mapping.ts translates. The brand way has the same fields without brand_id.
import { group, integer, optional, text, word } from '../field-rules.js';

/** POLICY: no length is printed for brand_id. Whether the caller may act for it is not a question of its form. */
const brandId = text('品牌ID', { max: 32 });
const taskId = text('图片生成的任务ID', { min: 6, max: 40, pattern: /^[0-9A-Za-z_-]+$/ });
const type = word('图片生成类型', ['COMBINE_IMAGE', 'CUT_OUT']);

/** POLICY on ranges, which the page does not print: those of coupon creation. 0 is "no threshold". */
const threshold = integer('门槛金额', { min: 0 });

const normalCoupon = group('满减券', { threshold, discount_amount: integer('优惠金额', { min: 1 }) });
const discountCoupon = group('折扣券', { threshold, percent_off: integer('折扣百分比', { min: 1, max: 99 }) });
const exchangeCoupon = group('兑换券', { threshold, exchange_price: integer('兑换价格', { min: 1 }) });

const combineImage = group(
  '拼图信息',
  {
    // CATEGORY is in the yaml of 2026-08 only; both usage modes are accepted, as each of the two books prints its own.
    scope: word('优惠范围', ['ALL', 'SINGLE', 'CATEGORY']),
    type: word('商品券类型', ['NORMAL', 'DISCOUNT', 'EXCHANGE']),
    usage_mode: word('使用模式', ['SINGLE', 'PROGRESSIVE_BUNDLE']),
    background_color: optional(text('背景颜色', { max: 7, pattern: /^#[0-9A-Fa-f]{6}$/ })),
  },
  {
    by: 'type',
    cases: {
      NORMAL: { normal_coupon: normalCoupon },
      DISCOUNT: { discount_coupon: discountCoupon },
      EXCHANGE: { exchange_coupon: exchangeCoupon },
    },
  },
);

/** POLICY: any address of http or https. Whether its host may be asked is decided when the picture is fetched. */
const cutOut = group('抠图信息', {
  image_url: text('商品图URL', { max: 1024, pattern: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#]+\S*$/ }),
});

/** The official sample sends every block at once: only the one that applies is read. */
const blocks = {
  by: 'image_generation_type',
  cases: { COMBINE_IMAGE: { combine_image: combineImage }, CUT_OUT: { cut_out: cutOut } },
} as const;

export const partnerSubmit = group(
  '请求包体',
  { brand_id: brandId, task_id: taskId, image_generation_type: type },
  blocks,
);
export const brandSubmit = group('请求包体', { task_id: taskId, image_generation_type: type }, blocks);

export const partnerQuery = group('查询参数', { brand_id: brandId, image_generation_type: type });
export const brandQuery = group('查询参数', { image_generation_type: type });
export const queryPath = group('路径参数', { task_id: taskId });
