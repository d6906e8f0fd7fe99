// Wire object ↔ our own words for generation tasks, both ways. Must not look anything up.
import type { GenerationRequest, Task } from '../../../domain/generation/index.js';
import { isDomainError } from '../../../kernel/errors.js';
import { badParameter } from '../envelope.js';
import type { Infer } from '../field-rules.js';
import type { Mode } from '../modes.js';
import { resultCodes } from '../result-codes.js';
import type { brandSubmit } from './schema.js';

export type SubmitBody = Infer<(typeof brandSubmit)['rule']>;
type CombineImage = Extract<SubmitBody, { image_generation_type: 'COMBINE_IMAGE' }>['combine_image'];

const scopes = { ALL: 'all', SINGLE: 'single', CATEGORY: 'category' } as const;
const usages = { SINGLE: 'single', PROGRESSIVE_BUNDLE: 'bundle' } as const;
const types = { compose: 'COMBINE_IMAGE', cutout: 'CUT_OUT' } as const;
const states = { processing: 'PROCESSING', success: 'SUCCESS', fail: 'FAIL' } as const;

function toOffer(image: CombineImage): Extract<GenerationRequest, { kind: 'compose' }>['offer'] {
  switch (image.type) {
    case 'NORMAL': {
      const { threshold, discount_amount } = image.normal_coupon;
      return { kind: 'amount-off', thresholdFen: threshold, amountFen: discount_amount };
    }
    case 'DISCOUNT': {
      const { threshold, percent_off } = image.discount_coupon;
      return { kind: 'percent-off', thresholdFen: threshold, percentOff: percent_off };
    }
    case 'EXCHANGE': {
      const { threshold, exchange_price } = image.exchange_coupon;
      return { kind: 'exchange', thresholdFen: threshold, priceFen: exchange_price };
    }
  }
}

/** A checked body as a request. Blocks that do not apply are not part of it, so they do not make two requests differ. */
export function toRequest(body: SubmitBody, brand: string): GenerationRequest {
  if (body.image_generation_type === 'CUT_OUT') return { kind: 'cutout', brand, sourceUrl: body.cut_out.image_url };
  const { scope, usage_mode, background_color } = body.combine_image;
  return {
    kind: 'compose',
    brand,
    scope: scopes[scope],
    usage: usages[usage_mode],
    offer: toOffer(body.combine_image),
    ...(background_color === undefined ? {} : { backgroundColor: background_color.toLowerCase() }),
  };
}

/** What query and callback say of a task. Only the block that belongs to it, and only when it succeeded. */
export function fromTask(task: Task, mode: Mode): Record<string, unknown> {
  const { kind, brand } = task.request;
  const result = task.state === 'success' && task.pictureUrl !== null ? { image_url: task.pictureUrl } : undefined;
  return {
    ...(mode.kind === 'partner' ? { brand_id: brand } : {}),
    task_id: task.key,
    image_generation_type: types[kind],
    task_state: states[task.state],
    ...(result === undefined ? {} : kind === 'compose' ? { combine_image_result: result } : { cut_out_result: result }),
  };
}

export const wireType = (task: Task): 'COMBINE_IMAGE' | 'CUT_OUT' => types[task.request.kind];

const offerFields = {
  NORMAL: { block: 'normal_coupon', field: 'discount_amount', title: '优惠金额' },
  DISCOUNT: { block: 'discount_coupon', field: 'percent_off', title: '折扣百分比' },
  EXCHANGE: { block: 'exchange_coupon', field: 'exchange_price', title: '兑换价格' },
} as const;

/** A broken rule of the domain in the words of this page: the field it is about, and why. Anything else is passed on. */
export function explainInvalid(error: unknown, body: SubmitBody): unknown {
  if (!isDomainError(error) || error.code !== 'INVALID' || body.image_generation_type !== 'COMBINE_IMAGE') return error;
  const image = body.combine_image;
  const start = '/body/combine_image';
  if (error.facts.field === 'scope') {
    // pay.weixin.qq.com/doc/v3/partner/4016434630: exchange coupons are for single products only.
    return badParameter(
      `输入源“${start}/type”映射到值字段“商品券类型”规则校验失败，兑换券仅支持优惠范围为SINGLE`,
      resultCodes.fieldRuleBroken,
      { location: 'body', value: image.type },
    );
  }
  const { block, field, title } = offerFields[image.type];
  const value = 'normal_coupon' in image ? image.normal_coupon.discount_amount : 0;
  return badParameter(
    `输入源“${start}/${block}/${field}”映射到数值字段“${title}”数值规则校验失败，优惠金额不能大于门槛金额`,
    resultCodes.outOfRange,
    { location: 'body', value },
  );
}
