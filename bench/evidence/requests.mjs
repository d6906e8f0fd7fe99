// Property-generated requests over all endpoints of all rooms and of the console's API: none may be answered as the server's own
// fault, hang, or be answered in another shape than the vendor's.
// usage: node bench/evidence/requests.mjs [--count 200000] [--seed 1] [--connections 16]

import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropFolder, newFolder, startServer } from '../coupons/server.mjs';
import { describeMachine, option } from '../measure.mjs';
import { createOdd, randomFrom } from './odd.mjs';

const count = option('count', 200_000);
const seed = option('seed', 1);
const connections = option('connections', 16);
const longestMs = 10_000;
const apis = fileURLToPath(new URL('../../src/apis/', import.meta.url));
const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

const data = newFolder();
const server = await startServer(data);
process.on('exit', () => server.kill?.());
const sandbox = JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8'));
const odds = createOdd(randomFrom(seed));
const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** Status, headers and text of an answer; a connection that breaks rejects. */
const send = ({ method, path, headers, body }) =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = request({ agent, host: '127.0.0.1', port: server.port, method, path, headers, timeout: longestMs });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${longestMs} ms`)));
    sent.on('error', (error) => {
      // The server may end a kept connection at the moment it is used again; everybody then asks once more.
      if (error.code === 'ECONNRESET' && sent.reusedSocket) resolve(send({ method, path, headers, body }));
      else reject(error);
    });
    sent.on('response', (answer) => {
      const pieces = [];
      // A stream of events never ends by itself.
      if (String(answer.headers['content-type']).startsWith('text/event-stream')) answer.destroy();
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('close', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        resolve({ status: answer.statusCode, headers: answer.headers, text, ms: performance.now() - began });
      });
    });
    sent.end(body);
  });

const ask = async (path, body) =>
  JSON.parse((await send({ method: 'POST', path, headers: {}, body: JSON.stringify(body) })).text);

/** Names the documentation's samples use for what only this server knows. */
async function names() {
  const { appid, secret, followers } = sandbox.wechatMp;
  const { access_token: token } = await ask('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid,
    secret,
  });
  const { exchanges } = JSON.parse(readFileSync(join(apis, 'wechat-mp/samples/card-create.json'), 'utf8'));
  const cards = [];
  for (const { request: wanted } of exchanges) {
    const { card_id: card } = await ask(`/card/create?access_token=${token}`, wanted.json);
    if (card !== undefined) cards.push(card);
  }
  const shop = sandbox.pictureSpace.shopId;
  return {
    ACCESS_TOCKEN: token,
    APPID: appid,
    APPSECRET: secret,
    OPENID: followers[0].openid,
    CASH_CARD: cards[0] ?? 'x',
    DEPOSIT_CARD: cards[1] ?? 'x',
    OWN_CARD: cards[2] ?? 'x',
    SHOP_ID: shop,
  };
}
const known = await names();
const filled = (text) => text.replace(/[A-Z]+(?:_[A-Z]+)*/g, (name) => known[name] ?? name);

/** What the documentation shows being sent, by room: a path and a document. */
const samplesOf = (room) =>
  readdirSync(join(apis, room, 'samples')).flatMap((name) =>
    JSON.parse(readFileSync(join(apis, room, 'samples', name), 'utf8')).exchanges.map(({ as, request: wanted }) => {
      const target = filled(wanted.target ?? `/ai-painting/${wanted.operation}`);
      const document = wanted.json ?? wanted.body ?? wanted.parameters ?? wanted.form ?? {};
      return {
        as,
        method: wanted.method ?? 'POST',
        target,
        document: JSON.parse(filled(JSON.stringify(document))),
        form: wanted.form !== undefined,
        upload: wanted.upload,
      };
    }),
  );

const pay = sandbox.wechatPay;
const payKeys = {
  partner: [
    createPrivateKey(readFileSync(pay.merchantPrivateKeyFile)),
    `WECHATPAY2-SHA256-RSA2048 mchid="${pay.mchid}"`,
    pay.merchantSerial,
  ],
  brand: [
    createPrivateKey(readFileSync(pay.brandPrivateKeyFile)),
    `WECHATPAY-BRAND-SHA256-RSA2048 brand_id="${pay.brandId}"`,
    pay.brandSerial,
  ],
};
function paySigned({ as, method, path, body }) {
  const [key, start, serial] = payKeys[as ?? (path.startsWith('/brand') ? 'brand' : 'partner')];
  const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString('hex')];
  const text = Buffer.concat([Buffer.from(`${method}\n${path}\n${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
  const signature = sign('sha256', text, key).toString('base64');
  return `${start},nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
}

const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const isText = (value) => typeof value === 'string';
const plain = (value) => (isText(value) ? value : (JSON.stringify(value) ?? ''));
/** A short description of what is wrong with an answer; null when nothing is. */
const common = ({ status, ms }) =>
  status >= 500 ? `status ${status}` : ms > longestMs / 2 ? `took ${ms.toFixed(0)} ms` : null;

// Comes with the framework's validator.
const { Ajv2020 } = await import('ajv/dist/2020.js');
const described = json((await send({ method: 'GET', path: '/openapi.json', headers: {} })).text);
const validators = new Map();
/** What the console's API says of itself, held against what it answers. */
function asDescribed(operation, { status, headers, text }) {
  if (status === 404 && operation === undefined) return null;
  const answers = described.paths[operation.path]?.[operation.method.toLowerCase()]?.responses ?? {};
  const answer = answers[status];
  if (answer === undefined) return `status ${status} is not described`;
  const schema = answer.content?.['application/json']?.schema;
  if (schema === undefined || !String(headers['content-type']).startsWith('application/json')) return null;
  const key = `${operation.method} ${operation.path} ${status}`;
  if (!validators.has(key)) {
    const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
    validators.set(key, ajv.compile({ ...schema, components: described.components }));
  }
  const validate = validators.get(key);
  return validate === undefined || validate(json(text))
    ? null
    : `not as described: ${JSON.stringify(validate.errors?.[0])}`;
}

const rooms = {
  'wechatpay-v3': {
    authorise: (wanted) => ({ authorization: paySigned(wanted) }),
    wrong: ({ status, text }) => {
      const answer = json(text);
      if (status < 300) return text === '' || answer !== undefined || status === 204 ? null : 'no JSON';
      return isText(answer?.code) && isText(answer.message) ? null : 'an error without code and message';
    },
  },
  'wechat-mp': {
    authorise: () => ({}),
    wrong: ({ status, headers, text }, { path }) => {
      if (path.startsWith('/connect/') || path.startsWith('/cgi-bin/showqrcode') || path.startsWith('/sns/'))
        return null;
      if (status === 404) return null;
      const answer = json(text);
      if (!String(headers['content-type']).includes('json')) return null;
      if (typeof answer !== 'object') return 'no JSON';
      if (answer.errcode === -1 && !path.startsWith('/cv/img/superresolution')) return 'errcode -1';
      return 'errcode' in answer && !Number.isInteger(answer.errcode) ? 'errcode is no whole number' : null;
    },
  },
  'ai-painting': {
    authorise: () => ({ 'x-apig-appcode': sandbox.aiPainting.appCode }),
    wrong: ({ status, text }) => {
      const answer = json(text);
      if (status === 200)
        return Number.isInteger(answer?.code) && isText(answer.msg) && answer.code !== 999
          ? null
          : `code ${answer?.code}`;
      return isText(answer?.error_code) && isText(answer.error_msg) ? null : 'no gateway error';
    },
  },
  'picture-space': {
    authorise: () => ({ authorization: `Bearer ${sandbox.pictureSpace.accessToken}` }),
    wrong: ({ status, text }, { path }) => {
      if (path.startsWith('/router') || status === 404 || path.includes('/authorize')) return null;
      return Number.isInteger(json(text)?.code) || isText(json(text)?.error) || isText(json(text)?.token_type)
        ? null
        : 'no code';
    },
  },
};

/** Operations that would end the run itself: they take away what the requests are signed with. */
const spared = /\/secrets$|^\/api\/users|\/session$|\/authorize|oauth\/revoke/;
const operations = [];
for (const name of Object.keys(rooms)) {
  const { coverage } = await built(`apis/${name}/coverage.js`);
  const samples = samplesOf(name);
  for (const { method, path, status } of coverage) {
    if (status === 'not-started' || spared.test(path)) continue;
    const shown = samples.filter(
      ({ target }) => target.split('?')[0] === path || patternOf(path).test(target.split('?')[0]),
    );
    operations.push({ room: name, method, path, shown });
  }
}
function patternOf(path) {
  return new RegExp(`^${path.replace(/:[A-Za-z_]+/g, '[^/]+')}/?$`);
}
/** A document that fits a schema of the API's description, roughly. */
function documentFor(schema) {
  const one = schema?.anyOf?.[0] ?? schema?.oneOf?.[0] ?? schema ?? {};
  if (one.const !== undefined) return one.const;
  if (one.enum !== undefined) return odds.pick(one.enum);
  if (one.type === 'object')
    return Object.fromEntries(Object.entries(one.properties ?? {}).map(([key, member]) => [key, documentFor(member)]));
  if (one.type === 'array') return [documentFor(one.items)];
  if (one.type === 'integer' || one.type === 'number') return one.minimum ?? 1;
  if (one.type === 'boolean') return true;
  return 'x'.repeat(Math.max(1, one.minLength ?? 1));
}
for (const [path, methods] of Object.entries(described.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (spared.test(path)) continue;
    const schema = operation.requestBody?.content?.['application/json']?.schema;
    operations.push({
      room: 'console',
      method: method.toUpperCase(),
      path,
      schema,
      query: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
      shown: [],
    });
  }
}

const types = [
  'application/json',
  'application/json; charset=GBK',
  'application/x-www-form-urlencoded',
  'text/plain',
  'text/xml',
  'multipart/form-data',
  'x',
];
const shops = [`wechat-mp-account:${sandbox.wechatMp.appid}`, sandbox.wechatMp.appid, sandbox.pictureSpace.shopId];
const asForm = (document) =>
  new URLSearchParams(Object.entries(document).map(([key, value]) => [key, plain(value)])).toString();

function multipart(document, upload) {
  const boundary = 'odd';
  const parts = Object.entries(document ?? {}).map(
    ([key, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${key.replace(/[\r\n"]/g, '')}"\r\n\r\n${isText(value) ? value : JSON.stringify(value)}\r\n`,
  );
  parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${upload}"; filename="a.jpg"\r\n\r\n`);
  const file = odds.chance(0.5)
    ? Buffer.from(odds.pick(['', 'GIF89a', '\xff\xd8\xff', '<html>', 'x'.repeat(20_000)]), 'latin1')
    : odds.spoilt('PNG'.repeat(50));
  return [
    Buffer.concat([
      Buffer.from(parts.join('')),
      file,
      Buffer.from(`\r\n--${boundary}${odds.chance(0.9) ? '--\r\n' : ''}`),
    ]),
    `multipart/form-data; boundary=${boundary}`,
  ];
}

function generate() {
  const operation = odds.pick(operations);
  const shown = operation.shown.length > 0 && odds.chance(0.85) ? odds.pick(operation.shown) : null;
  const method = odds.chance(0.95)
    ? (shown?.method ?? operation.method)
    : odds.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
  const param = (name) => (odds.chance(0.5) && name === 'shop' ? odds.pick(shops) : odds.inPath());
  const template = shown?.target ?? operation.path;
  let path = template.replace(
    /\/(?::([A-Za-z_]+)|\{([A-Za-z_]+)\})/g,
    (_whole, one, other) => `/${param(one ?? other)}`,
  );
  const query = new URLSearchParams();
  if (operation.room === 'wechat-mp' && !path.includes('access_token') && odds.chance(0.9))
    query.set('access_token', known.ACCESS_TOCKEN);
  for (const name of operation.query ?? []) if (odds.chance(0.4)) query.set(name, plain(odds.odd()).slice(0, 1_000));
  if (odds.chance(0.1)) query.append('x', 'y'.repeat(odds.whole(3_000)));
  if (query.size > 0) path += `${path.includes('?') ? '&' : '?'}${query}`;
  const document = odds.changed(
    shown?.document ?? (operation.schema === undefined ? {} : documentFor(operation.schema)),
  );
  let body = Buffer.alloc(0);
  let type = 'application/json';
  if (method !== 'GET' || odds.chance(0.05)) {
    const text = JSON.stringify(document) ?? '';
    if (shown?.upload !== undefined && odds.chance(0.8)) [body, type] = multipart(document, shown.upload);
    else if (odds.chance(0.15)) body = odds.spoilt(text);
    else if ((shown?.form || odds.chance(0.1)) && typeof document === 'object' && document !== null)
      [body, type] = [Buffer.from(asForm(document)), types[2]];
    else body = Buffer.from(text);
    if (odds.chance(0.08)) type = odds.pick(types);
  }
  const good = odds.chance(0.9);
  const wanted = { as: shown?.as, method, path, body };
  const authorised =
    operation.room === 'console' ? { authorization: server.authorization } : rooms[operation.room].authorise(wanted);
  const headers = {
    'content-type': type,
    'content-length': body.length,
    ...(good
      ? authorised
      : odds.chance(0.5)
        ? {
            authorization: odds.pick([
              '',
              'Bearer x',
              'Basic Og==',
              'WECHATPAY2-SHA256-RSA2048 x',
              'SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c',
            ]),
          }
        : {}),
  };
  return { operation, method, path, headers, body };
}

console.log(describeMachine());
console.log(`${count} requests over ${operations.length} operations, seed ${seed}, ${connections} at a time`);
const faults = new Map();
const tally = { answered: 0, byStatus: new Map(), longest: 0, refused: 0 };
const note = (what, example) => {
  const found = faults.get(what) ?? { times: 0, example };
  found.times += 1;
  faults.set(what, found);
};
async function one() {
  const wanted = generate();
  const { operation, method, path } = wanted;
  const name = `${operation.room} ${operation.method} ${operation.path}`;
  const example = () =>
    `${method} ${path.slice(0, 200)} ${JSON.stringify(wanted.headers['content-type'])} ${wanted.body.toString('utf8').slice(0, 400)}`;
  try {
    const answer = await send(wanted);
    tally.answered += 1;
    tally.byStatus.set(answer.status, (tally.byStatus.get(answer.status) ?? 0) + 1);
    tally.longest = Math.max(tally.longest, answer.ms);
    if (answer.status >= 400) tally.refused += 1;
    const sameMethod = method === operation.method;
    const wrong =
      common(answer) ??
      (operation.room === 'console'
        ? sameMethod
          ? asDescribed(operation, answer)
          : null
        : rooms[operation.room].wrong(answer, wanted));
    if (wrong !== null) note(`${name}: ${wrong}`, `${example()} → ${answer.status} ${answer.text.slice(0, 300)}`);
  } catch (error) {
    note(`${name}: ${error.code ?? error.message}`, example());
  }
}
const began = performance.now();
let asked = 0;
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (asked < count) {
      asked += 1;
      if (asked % 20_000 === 0) console.log(`${asked} asked, ${faults.size} kinds of faults`);
      await one();
    }
  }),
);
const seconds = (performance.now() - began) / 1000;
for (const [what, { times, example }] of faults) console.log(`${times} × ${what}\n    ${example}`);
const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
console.log(
  `${tally.answered} of ${asked} answered in ${seconds.toFixed(0)} s (${(asked / seconds).toFixed(0)}/s), statuses ${[
    ...tally.byStatus,
  ]
    .sort()
    .map(([status, times]) => `${status} ${times}`)
    .join(', ')}; longest ${tally.longest.toFixed(0)} ms; server ${rss.toFixed(0)} MiB; ${faults.size} kinds of faults`,
);
agent.destroy();
await server.stop();
dropFolder(data);
process.exit(faults.size === 0 ? 0 : 1);
