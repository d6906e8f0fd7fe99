// Bodies generated from the schemas against a whole server: what keeps the rules is accepted, what breaks one gets the
// vendor's 400 at once, and nothing a caller sends is the server's fault.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brandSubmit, partnerSubmit } from '../../../src/apis/wechatpay-v3/image-generation/schema.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Answer, type Credentials, call } from './support/client.js';
import { credentialsOf } from './support/credentials.js';
import { brokenBody, validBody } from './support/generated-bodies.js';

const seed = 20260126;
const targets = {
  partner: { target: '/v3/marketing/partner/product-coupon/image-generation-tasks', rule: partnerSubmit.rule },
  brand: { target: '/brand/marketing/product-coupon/image-generation-tasks', rule: brandSubmit.rule },
} as const;

let server: TestServer;
let credentials: { partner: Credentials; brand: Credentials };
beforeAll(async () => {
  // No worker: thousands of pictures would be composed for nothing.
  server = await startTestServer({ env: { TUQUAN_ROLE: 'api' } });
  credentials = credentialsOf(server.sandbox.wechatPay as never);
});
afterAll(() => server.close());

let count = 0;
/** Task ids made unique, brands authorised, offers sensible: what the generator cannot know from single fields. */
// biome-ignore lint/suspicious/noExplicitAny: generated
function sensible(body: any): any {
  count += 1;
  const image = body.combine_image;
  const offer = image?.normal_coupon;
  if (body.image_generation_type === 'COMBINE_IMAGE' && image.type === 'NORMAL' && offer.threshold > 0) {
    offer.discount_amount = Math.min(offer.discount_amount, offer.threshold);
  }
  if (body.image_generation_type === 'COMBINE_IMAGE' && image.type === 'EXCHANGE') image.scope = 'SINGLE';
  return { ...body, ...(body.brand_id === undefined ? {} : { brand_id: '120344' }), task_id: `generated_${count}` };
}

/**
 * What the server needs for an answer (ms): the machine may be busy with other tests, so a slow one is asked again, up to
 * five times, and the quickest counts.
 */
async function atItsBest(ask: () => Promise<Answer>): Promise<{ answer: Answer; took: number }> {
  let took = Number.POSITIVE_INFINITY;
  for (let tries = 0; ; tries += 1) {
    const began = performance.now();
    const answer = await ask();
    took = Math.min(took, performance.now() - began);
    if (took <= 50 || tries === 5) return { answer, took };
  }
}

const vendorShape = ({ json }: Answer): boolean =>
  typeof json?.code === 'string' &&
  typeof json.message === 'string' &&
  Object.keys(json).join() === [...Object.keys(json)].sort().join();

describe.each(['partner', 'brand'] as const)('generated bodies, %s', (mode) => {
  const { target, rule } = targets[mode];

  it('that keep every rule are accepted', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(validBody(rule), async (generated) => {
        const body = sensible(generated);
        const answer = await call(server.baseUrl, credentials[mode], 'POST', target, body);
        expect([answer.status, answer.json]).toEqual([
          200,
          mode === 'partner' ? { task_id: body.task_id, brand_id: '120344' } : { task_id: body.task_id },
        ]);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('that break one rule get 400 PARAM_ERROR that names the field, in less than 50 ms', {
    timeout: 240_000,
  }, async () => {
    const slow: string[] = [];
    await fc.assert(
      fc.asyncProperty(brokenBody(rule), async ({ body, pointer, way }) => {
        const { answer, took } = await atItsBest(() => call(server.baseUrl, credentials[mode], 'POST', target, body));
        if (took > 50) slow.push(`${pointer} ${way}: ${Math.round(took)} ms`);
        expect([way, answer.status, answer.json?.code, vendorShape(answer)]).toEqual([way, 400, 'PARAM_ERROR', true]);
        expect(answer.json.detail.location).toBe('body');
        expect(answer.json.message).toContain(`“/body${pointer}”`);
      }),
      { seed, numRuns: 700 },
    );
    expect(slow).toEqual([]);
  });

  it('that are any bytes at all get a 4xx in the vendor’s shape', { timeout: 120_000 }, async () => {
    const odd = fc.oneof(
      fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      validBody(rule).chain((body) => {
        const bytes = Buffer.from(JSON.stringify(body));
        return fc.nat(bytes.length - 1).map((end) => bytes.subarray(0, end));
      }),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (bytes) => {
        const answer = await call(server.baseUrl, credentials[mode], 'POST', target, bytes);
        expect([answer.status, vendorShape(answer)]).toEqual([400, true]);
      }),
      { seed, numRuns: 300 },
    );
  });
});
