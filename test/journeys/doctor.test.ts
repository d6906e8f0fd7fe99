import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { aiPainting } from '../../src/apis/ai-painting/index.js';
import { pictureSpace } from '../../src/apis/picture-space/index.js';
import type { RoomServices } from '../../src/apis/room.js';
import { wechatpayV3 } from '../../src/apis/wechatpay-v3/index.js';
import type { Account } from '../../src/domain/accounts/index.js';
import type { Explain } from '../../src/domain/traffic/index.js';
import { hmacMutations, type Mutation, now, rsaMutations, seeded, topMutations } from './support/doctor-mutations.js';

/** `TUQUAN_SOAK=1`: all of them. */
const wanted = process.env.TUQUAN_SOAK ? 2_000 : 300;

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [own, second, strange] = [pair(), pair(), pair()];
const rsaKeys = {
  number: '1900012181',
  serial: 'A'.repeat(40),
  key: own.privateKey,
  otherSerial: 'B'.repeat(40),
  otherKey: second.privateKey,
  strangeKey: strange.privateKey,
};
const painter = { key: 'paintingappkey0123456789', secret: 'PaintingSecretXyz0123456789', other: '' };
const shop = { key: '12345678', secret: 'TopSecretXyz0123456789', other: '' };

const clientKey = (serial: string, publicKey: typeof own.publicKey) =>
  [serial, { serial, publicKey, notAfter: null, revoked: false }] as const;
const account = (facts: Partial<Account>): Account => facts as Account;
const known: Readonly<Record<string, Account>> = {
  [`partner/${rsaKeys.number}`]: account({
    clientKeys: new Map([clientKey(rsaKeys.serial, own.publicKey), clientKey(rsaKeys.otherSerial, second.publicKey)]),
    secrets: new Map(),
  }),
  [`painting-app/${painter.key}`]: account({
    secrets: new Map([
      ['painting-secret', painter.secret],
      ['painting-code', 'x'.repeat(32)],
    ]),
  }),
  [`picture-application/${shop.key}`]: account({ secrets: new Map([['client', shop.secret]]) }),
};
const nothing: unknown = new Proxy(() => nothing, { get: (_, name) => (name === 'then' ? undefined : nothing) });
const services = {
  ...new Proxy({}, { get: () => nothing }),
  accounts: { find: async (kind: string, number: string) => known[`${kind}/${number}`] ?? null },
  clock: { now: () => now },
  random: (length: number) => Buffer.alloc(length),
  limits: nothing,
  rates: nothing,
  sandbox: true,
  libraries: nothing,
  pictures: nothing,
  tokens: nothing,
  points: nothing,
  paintings: nothing,
  generation: nothing,
} as unknown as RoomServices;

test('the doctor names the right cause for at least 95 % of wrongly signed requests, over all three schemes', async () => {
  const random = seeded(20_260_726);
  const explainers: Record<Mutation['scheme'], Explain | undefined> = {
    rsa: wechatpayV3.create(services, {}).explain,
    'sdk-hmac': aiPainting.create(services, {}).explain,
    top: pictureSpace.create(services, {}).explain,
  };
  const makers = [
    ...rsaMutations.map((make) => () => make(random, rsaKeys)),
    ...hmacMutations.map((make) => () => make(random, painter)),
    ...topMutations.map((make) => () => make(random, shop)),
  ];
  const figures = new Map<string, { right: number; all: number; said: Set<string> }>();
  let right = 0;
  for (let index = 0; index < wanted; index += 1) {
    const mutation = (makers[index % makers.length] as () => Mutation)();
    const diagnosis = await explainers[mutation.scheme]?.(mutation.request);
    const name = `${mutation.scheme} ${mutation.cause}`;
    const figure = figures.get(name) ?? { right: 0, all: 0, said: new Set<string>() };
    figures.set(name, figure);
    figure.all += 1;
    if (diagnosis?.cause === mutation.cause) {
      figure.right += 1;
      right += 1;
    } else figure.said.add(String(diagnosis?.cause));
    // The two texts are shown where the signature was traced to one, and the difference is where they part.
    if (diagnosis?.received != null && diagnosis.expected !== null && diagnosis.difference !== null) {
      const [a, b] = [Buffer.from(diagnosis.expected), Buffer.from(diagnosis.received)];
      expect(a.subarray(0, diagnosis.difference)).toEqual(b.subarray(0, diagnosis.difference));
      expect(a[diagnosis.difference]).not.toBe(b[diagnosis.difference]);
    }
  }
  const lines = [...figures].map(
    ([name, { right: good, all, said }]) =>
      `${name}: ${good} / ${all}${said.size > 0 ? ` said ${[...said].join(', ')}` : ''}`,
  );
  if (wanted === 2_000 || right / wanted < 0.95)
    process.stdout.write(
      `${lines.join('\n')}\nin all ${right} / ${wanted} = ${((100 * right) / wanted).toFixed(1)} %\n`,
    );
  expect(right / wanted).toBeGreaterThanOrEqual(0.95);
}, 300_000);
