// The conformance suite of this protocol: what any server that speaks it does, the vendor's own included. Each check names the
// page it follows. Must not use the server's side of the protocol: the client of demo/ signs and verifies.
import { createDecipheriv, createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { exchange, type RawAnswer } from '../../http/exchange.js';
import { type Check, type CheckTarget, type ConformanceSuite, want } from '../room.js';
import { authorization, checkSignature, keyFromPem } from './demo/client.js';

const root = '/v3/marketing/partner/product-coupon';
const tasks = `${root}/image-generation-tasks`;
const signatureHeaders = [
  'Wechatpay-Nonce',
  'Wechatpay-Serial',
  'Wechatpay-Signature',
  'Wechatpay-Signature-Type',
  'Wechatpay-Timestamp',
];

interface Credentials {
  readonly mchid: string;
  readonly serial: string;
  readonly privateKey: KeyObject;
  readonly apiV3Key: string;
  readonly brandId: string;
  readonly serverKeys: ReadonlyMap<string, KeyObject>;
}

async function credentialsOf({ credential }: CheckTarget): Promise<Credentials> {
  const file = (name: string): Promise<string> => readFile(credential(name), 'utf8');
  const serverKeys = new Map<string, KeyObject>();
  serverKeys.set(credential('publicKeyId'), keyFromPem(await file('publicKeyFile')));
  const certificate = credential('platformCertificateFile', '');
  if (certificate !== '') {
    serverKeys.set(credential('platformSerial'), keyFromPem(await readFile(certificate, 'utf8')));
  }
  return {
    mchid: credential('mchid'),
    serial: credential('merchantSerial'),
    privateKey: createPrivateKey(await file('merchantPrivateKeyFile')),
    apiV3Key: credential('apiV3Key'),
    brandId: credential('brandId'),
    serverKeys,
  };
}

interface Change {
  readonly authorization?: string | null;
  readonly by?: Partial<Pick<Credentials, 'serial'>>;
  /** Seconds by which the caller's clock is behind. */
  readonly ago?: number;
  /** Sent instead of the body that was signed. */
  readonly sent?: string;
}

async function checks(target: CheckTarget): Promise<Check[]> {
  const own = await credentialsOf(target);
  const { baseUrl } = target;
  const now = (): number => target.now();

  function call(method: string, path: string, body = '', change: Change = {}): Promise<RawAnswer> {
    const when = now() - (change.ago ?? 0) * 1000;
    const value =
      change.authorization === undefined
        ? authorization({ ...own, ...change.by }, method, path, body, when)
        : change.authorization;
    const headers = {
      Accept: 'application/json',
      'User-Agent': 'tuquan-conformance',
      ...(value === null ? {} : { Authorization: value }),
      ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
    };
    return exchange(`${baseUrl}${path}`, { method, headers, ...(body === '' ? {} : { body: change.sent ?? body }) });
  }
  const text = ({ body }: RawAnswer): string => body.toString('utf8');
  const json = (answer: RawAnswer): Record<string, unknown> => JSON.parse(text(answer)) as Record<string, unknown>;
  const verified = (answer: RawAnswer): void =>
    checkSignature(own.serverKeys, (name) => answer.header(name), text(answer));
  function refused(answer: RawAnswer, status: number, code: string): void {
    const found = `answered ${answer.status} ${text(answer).slice(0, 200)}`;
    want(answer.status === status, found);
    want(json(answer).code === code && typeof json(answer).message === 'string', found);
  }
  const good = (answer: RawAnswer): Record<string, unknown> => {
    want(answer.status === 200, `answered ${answer.status} ${text(answer).slice(0, 200)}`);
    return json(answer);
  };
  const certificates = () => call('GET', '/v3/certificates');
  const taskId = `conformance_${randomBytes(6).toString('hex')}`;
  const task = (threshold = 10_000): string =>
    JSON.stringify({
      brand_id: own.brandId,
      task_id: taskId,
      image_generation_type: 'COMBINE_IMAGE',
      combine_image: {
        scope: 'ALL',
        type: 'NORMAL',
        usage_mode: 'SINGLE',
        normal_coupon: { threshold, discount_amount: 2_000 },
        background_color: '#ff5733',
      },
    });
  const query = (id: string) => `${tasks}/${id}?brand_id=${own.brandId}&image_generation_type=COMBINE_IMAGE`;

  return [
    {
      id: '1.1',
      title: 'a signed request is answered',
      expected: '200',
      run: async () => void good(await certificates()),
    },
    {
      id: '1.2',
      title: 'answers carry the five signature headers in the vendor’s spelling',
      expected: signatureHeaders.join(', '),
      run: async () => {
        const names = (await certificates()).headers.map(([name]) => name);
        const missing = signatureHeaders.filter((name) => !names.includes(name));
        want(missing.length === 0, `${missing.join(', ')} missing, or spelled otherwise`);
      },
    },
    {
      id: '1.3',
      title: 'an answer’s signature belongs to its bytes',
      expected: 'a signature over timestamp, nonce and body by a key of the platform',
      run: async () => verified(await certificates()),
    },
    {
      id: '1.4',
      title: 'an answer is signed now, under a nonce of its own',
      expected: 'a timestamp within 5 minutes, two nonces that differ',
      run: async () => {
        const [one, other] = [await certificates(), await certificates()];
        const off = Math.abs(now() / 1000 - Number(one.header('wechatpay-timestamp')));
        want(off <= 300, `the timestamp is off by ${Math.round(off)} s`);
        want(one.header('wechatpay-nonce') !== other.header('wechatpay-nonce'), 'the same nonce twice');
      },
    },
    {
      id: '1.5',
      title: 'every answer has a Request-ID',
      expected: 'Request-ID, also with a refusal',
      run: async () => {
        for (const answer of [
          await certificates(),
          await call('GET', '/v3/certificates', '', { authorization: null }),
        ]) {
          want(Boolean(answer.header('request-id')), 'no Request-ID');
        }
      },
    },
    {
      id: '1.6',
      title: 'platform certificates open with the APIv3 key and are what their serial says',
      expected: 'AES-256-GCM, serial_no = the certificate’s serial',
      run: async () => {
        const { data } = good(await certificates()) as {
          data: {
            serial_no: string;
            encrypt_certificate: Record<'ciphertext' | 'nonce' | 'associated_data', string>;
          }[];
        };
        want(data.length > 0, 'no certificate');
        for (const { serial_no, encrypt_certificate: sealed } of data) {
          const bytes = Buffer.from(sealed.ciphertext, 'base64');
          const decipher = createDecipheriv('aes-256-gcm', own.apiV3Key, sealed.nonce);
          decipher.setAAD(Buffer.from(sealed.associated_data)).setAuthTag(bytes.subarray(-16));
          const pem = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
          const { serialNumber } = new X509Certificate(pem);
          want(serialNumber.toUpperCase() === serial_no.toUpperCase(), `${serial_no} names ${serialNumber}`);
        }
      },
    },
    ...(
      [
        ['2.1', 'no Authorization', { authorization: null }],
        ['2.2', 'a signature of another text', { sent: JSON.stringify({ other: 1 }) }],
        ['2.3', 'a clock ten minutes behind', { ago: 600 }],
        ['2.4', 'a certificate serial nobody knows', { by: { serial: '0'.repeat(40) } }],
        ['2.5', 'another authentication type', { authorization: 'Bearer abc' }],
      ] as const
    ).map(
      ([id, title, change]): Check => ({
        id,
        title: `${title} is refused`,
        expected: '401 SIGN_ERROR',
        run: async () =>
          refused(await call('POST', tasks, JSON.stringify({ brand_id: own.brandId }), change), 401, 'SIGN_ERROR'),
      }),
    ),
    {
      id: '3.1',
      title: 'a task that does not exist is not found',
      expected: '404 RESOURCE_NOT_EXISTS',
      run: async () => refused(await call('GET', query('no_such_task_0')), 404, 'RESOURCE_NOT_EXISTS'),
    },
    {
      id: '3.2',
      title: 'a missing field is a parameter error that says where',
      expected: '400 PARAM_ERROR with detail',
      run: async () => {
        const answer = await call('POST', tasks, JSON.stringify({ brand_id: own.brandId }));
        refused(answer, 400, 'PARAM_ERROR');
        want(typeof json(answer).detail === 'object', `no detail in ${text(answer).slice(0, 200)}`);
      },
    },
    {
      id: '3.3',
      title: 'a body that is no JSON is a parameter error',
      expected: '400 PARAM_ERROR',
      run: async () => refused(await call('POST', tasks, '{"brand_id":'), 400, 'PARAM_ERROR'),
    },
    {
      id: '3.4',
      title: 'a refusal is signed like an answer, unless the caller is unknown',
      expected: 'a signature that verifies',
      run: async () => verified(await call('GET', query('no_such_task_0'))),
    },
    {
      id: '4.1',
      title: 'a picture task is accepted',
      expected: '200 with task_id and brand_id',
      writes: true,
      run: async () => {
        const body = good(await call('POST', tasks, task()));
        want(body.task_id === taskId && body.brand_id === own.brandId, JSON.stringify(body));
      },
    },
    {
      id: '4.2',
      title: 'the same task again is the same task',
      expected: '200 with the same body',
      writes: true,
      run: async () => want(good(await call('POST', tasks, task())).task_id === taskId, 'another task_id'),
    },
    {
      id: '4.3',
      title: 'the same number with other content is refused',
      expected: '400 ALREADY_EXISTS',
      writes: true,
      run: async () => refused(await call('POST', tasks, task(20_000)), 400, 'ALREADY_EXISTS'),
    },
    {
      id: '4.4',
      title: 'the task ends with a picture of 1080 × 1080',
      expected: 'task_state SUCCESS within a minute, a PNG behind image_url',
      writes: true,
      run: async () => {
        const until = now() + 60_000;
        for (;;) {
          const found = good(await call('GET', query(taskId)));
          if (found.task_state === 'SUCCESS') {
            const { image_url } = found.combine_image_result as { image_url: string };
            const { status, body } = await exchange(image_url, { method: 'GET' });
            want(status === 200 && body.toString('latin1', 1, 4) === 'PNG', `${image_url} answered ${status}`);
            const size = [body.readUInt32BE(16), body.readUInt32BE(20)];
            return want(size[0] === 1080 && size[1] === 1080, `${size.join(' × ')}`);
          }
          want(found.task_state === 'PROCESSING' && now() < until, `task_state ${String(found.task_state)}`);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      },
    },
  ];
}

export const conformance: ConformanceSuite = {
  credentials: {
    mchid: 'number of the service provider',
    merchantSerial: 'serial of its certificate',
    merchantPrivateKeyFile: 'its private key, PEM',
    apiV3Key: 'APIv3 key',
    brandId: 'number of a brand it may act for',
    publicKeyId: 'id of the platform’s public key, PUB_KEY_ID_…',
    publicKeyFile: 'that key, PEM',
    platformSerial: 'serial of the platform certificate, where there is one',
    platformCertificateFile: 'that certificate, PEM',
  },
  checks,
};
