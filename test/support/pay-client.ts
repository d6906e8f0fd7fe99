// Signed clients of the coupon-image room for tests that are about something else than signatures.
// Knows only what sandbox.json says.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, keyFromPem } from '../../src/apis/wechatpay-v3/demo/client.js';
import type { WechatPaySandbox } from './server.js';

export const root = '/v3/marketing/partner/product-coupon';
export const tasksPath = `${root}/image-generation-tasks`;

/** A partner client for the sandbox account. */
export function payClient(baseUrl: string, sandbox: WechatPaySandbox): Client {
  const read = (file: string): string => readFileSync(file, 'utf8');
  return new Client({
    baseUrl,
    mchid: sandbox.mchid,
    serial: sandbox.merchantSerial,
    privateKey: createPrivateKey(read(sandbox.merchantPrivateKeyFile)),
    apiV3Key: sandbox.apiV3Key,
    serverKeys: new Map([
      [sandbox.platformSerial, keyFromPem(read(sandbox.platformCertificateFile))],
      [sandbox.publicKeyId, keyFromPem(read(sandbox.publicKeyFile))],
    ]),
  });
}

/** A COMBINE_IMAGE submit body. */
export const composeTask = (sandbox: WechatPaySandbox, id: string, threshold = 10_000): Record<string, unknown> => ({
  brand_id: sandbox.brandId,
  task_id: id,
  image_generation_type: 'COMBINE_IMAGE',
  combine_image: {
    scope: 'ALL',
    type: 'NORMAL',
    usage_mode: 'SINGLE',
    normal_coupon: { threshold, discount_amount: 2_000 },
    background_color: '#ff5733',
  },
});

/** A CUT_OUT submit body. */
export const cutoutTask = (sandbox: WechatPaySandbox, id: string, imageUrl: string): Record<string, unknown> => ({
  brand_id: sandbox.brandId,
  task_id: id,
  image_generation_type: 'CUT_OUT',
  cut_out: { image_url: imageUrl },
});

export const queryPath = (sandbox: WechatPaySandbox, id: string, type: string): string =>
  `${tasksPath}/${id}?brand_id=${sandbox.brandId}&image_generation_type=${type}`;

export interface TaskAnswer {
  task_id: string;
  task_state: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  combine_image_result?: { image_url: string };
  cut_out_result?: { image_url: string };
}

/** Asks until the task has ended. @throws Error after `timeoutMs` */
export async function untilEnded(
  client: Client,
  sandbox: WechatPaySandbox,
  id: string,
  type: 'COMBINE_IMAGE' | 'CUT_OUT',
  timeoutMs = 60_000,
): Promise<TaskAnswer> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await client.get(queryPath(sandbox, id, type));
    if (answer.status !== 200) throw new Error(`query: ${answer.status} ${answer.body}`);
    const task = JSON.parse(answer.body) as TaskAnswer;
    if (task.task_state !== 'PROCESSING') return task;
    if (Date.now() > end) throw new Error(`${id} still runs after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
