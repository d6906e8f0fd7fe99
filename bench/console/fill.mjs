// Fills a sandbox's database with rows as its units of work leave them: written in bulk, since making them one by one
// through the API would take hours. Knows the tables; must not be used for anything but measuring.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const { blockLines, filterOf } = await import(
  new URL('../../dist/domain/traffic/lookup/filter.js', import.meta.url).href
);

const { findNear } = await import(new URL('../../dist/domain/pictures/duplicates/near.js', import.meta.url).href);

const Sqlite = createRequire(import.meta.url)('better-sqlite3');
const day = 86_400_000;
const hex = (number, length) => number.toString(16).padStart(length, '0').slice(-length);
/** As a real one: time first, so that rows of one table come in the order of their ids. */
const uuid = (at, number) =>
  `${hex(Math.floor(at / 65_536), 8)}-${hex(at % 65_536, 4)}-7${hex(number >>> 20, 3)}-8${hex(number & 0xfff, 3)}-${hex(number, 12)}`;
/** Numbers without a pattern, the same in every run. */
function dice(seed) {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const word = (roll, length) => Array.from({ length }, () => letters[roll(letters.length)]).join('');
const things = ['咖啡', '香水', '运动鞋', '背包', '台灯', '耳机', '茶叶', '手表', '面包', '护手霜'];
const channels = ['门店海报', '公众号', '朋友圈', '收银台', '包裹卡', ''];
/** Follower `index` of the filled ones. */
export const followerNumber = (index) => `oBench${String(index).padStart(22, '0')}`;
export const cardNumber = (index) => `pBench${String(index).padStart(22, '0')}`;
/** A word that stands in exactly one request of the log. */
export const rareWord = 'RareNeedle7731';

/** Which of some fingerprints others are near to, as the looks mark them. */
async function likeOthers(prints) {
  const times = new Map();
  for (const print of prints) times.set(print, (times.get(print) ?? 0) + 1);
  const different = [...times.keys()];
  const near = await findNear(different);
  return new Set(different.filter((print, at) => near.has(at) || (times.get(print) ?? 0) > 1));
}

export async function fill(file, { rows, log, shop, libraryNumber, onTable }) {
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  db.pragma('cache_size = -1000000');
  const now = Date.now();
  const roll = dice(7);
  const one = (sql, ...values) =>
    db
      .prepare(sql)
      .pluck()
      .get(...values);
  const account = one('SELECT id FROM account WHERE number = ?', shop);
  const user =
    one("SELECT id FROM account WHERE kind = 'console-user' ORDER BY id LIMIT 1") ??
    one("SELECT id FROM account WHERE number = 'admin'");
  /** Inserts `count` rows of one table in one transaction. */
  const insert = (table, count, columns, rowOf) => {
    const began = performance.now();
    const statement = db.prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    db.exec('BEGIN');
    for (let index = 0; index < count; index += 1) statement.run(...rowOf(index));
    db.exec('COMMIT');
    onTable(table, count, performance.now() - began);
  };
  const at = (index, count) => now - 30 * day + Math.floor((index / count) * 30 * day) - 60_000;

  const photo = one('SELECT id FROM picture LIMIT 1') ?? null;
  insert(
    'follower',
    rows,
    [
      'account_id',
      'number',
      'position',
      'name',
      'sex',
      'language',
      'country',
      'province',
      'city',
      'portrait',
      'follows',
      'source',
      'joined_at',
      'last_contact_at',
    ],
    (index) => [
      account,
      followerNumber(index),
      100 + index,
      `会员${String(index).padStart(6, '0')}`,
      'unknown',
      'zh_CN',
      '中国',
      '广东',
      '广州',
      '',
      1,
      '',
      at(index, rows),
      at(index, rows),
    ],
  );
  const firstOffer = 1 + (one('SELECT MAX(id) FROM offer') ?? 0);
  const presentation = JSON.stringify({
    base_info: {
      brand_name: '海底捞',
      title: '',
      color: 'Color010',
      notice: '使用时向服务员出示此券',
      description: '不可与其他优惠同享\n'.repeat(12),
      logo_url: 'http://127.0.0.1/logo.png',
    },
  });
  insert(
    'offer',
    rows,
    [
      'id',
      'account_id',
      'number',
      'kind',
      'title',
      'origin',
      'code_mode',
      'review',
      'term_days',
      'term_delay',
      'claim_limit',
      'can_share',
      'can_gift',
      'created_at',
      'updated_at',
      'presentation',
    ],
    (index) => [
      firstOffer + index,
      account,
      cardNumber(index),
      'general',
      `${things[index % things.length]}券${index}`,
      'api',
      'generated',
      index % 50 === 0 ? 'pending' : 'approved',
      30,
      0,
      1,
      1,
      1,
      at(index, rows),
      at(index, rows),
      presentation,
    ],
  );
  insert('offer_stock', rows, ['offer_id', 'total', 'issued'], (index) => [firstOffer + index, 1_000, index % 900]);
  const firstHolder = 1 + (one('SELECT MAX(id) FROM coupon_holder') ?? 0);
  insert('coupon_holder', rows, ['id', 'account_id', 'name'], (index) => [
    firstHolder + index,
    account,
    followerNumber(index),
  ]);
  const dayOf = (time) => Math.floor((time + 8 * 3_600_000) / day);
  const kinds = ['viewed', 'viewed', 'claimed', 'claimed', 'redeemed'];
  insert('coupon_event', rows, ['offer_id', 'kind', 'holder_id', 'day', 'at', 'code', 'channel'], (index) => [
    firstOffer + roll(rows),
    kinds[index % kinds.length],
    firstHolder + roll(rows),
    dayOf(at(index, rows)),
    at(index, rows),
    String(100_000_000_000 + index),
    channels[roll(channels.length)],
  ]);
  insert(
    'message',
    rows,
    [
      'account_id',
      'purpose',
      'content',
      'sender',
      'state',
      'month_start',
      'total',
      'tried',
      'sent',
      'failed',
      'created_at',
      'finished_at',
    ],
    (index) => [
      account,
      'broadcast',
      JSON.stringify({ kind: 'text', text: `第 ${index} 期：${things[index % things.length]}上新` }),
      '',
      'sent',
      0,
      5,
      5,
      5,
      0,
      at(index, rows),
      at(index, rows),
    ],
  );
  insert(
    'shelf',
    rows,
    ['key', 'account_id', 'serial', 'title', 'banner', 'shareable', 'place', 'created_at'],
    (index) => [
      `bench${index}`,
      account,
      1_000 + index,
      `货架 ${index}`,
      'http://127.0.0.1/banner.png',
      1,
      'console',
      at(index, rows),
    ],
  );
  insert('shelf_card', rows, ['shelf_key', 'position', 'offer', 'picture'], (index) => [
    `bench${index}`,
    0,
    cardNumber(index),
    '',
  ]);
  insert(
    'notice',
    rows,
    ['id', 'account_id', 'kind', 'subject', 'state', 'attempts', 'created_at', 'next_at'],
    (index) => [
      uuid(at(index, rows), index),
      account,
      'coupons.claimed',
      `bench${index}`,
      index % 40 === 0 ? 'exhausted' : 'delivered',
      1,
      at(index, rows),
      null,
    ],
  );
  insert('attempt', rows, ['notice_id', 'number', 'at', 'status', 'duration_ms', 'answer'], (index) => [
    uuid(at(index, rows), index),
    1,
    at(index, rows),
    200,
    12,
    'success',
  ]);
  insert('job', rows, ['kind', 'subject', 'priority', 'due_at', 'attempts', 'dead', 'error'], (index) => [
    'bench.parked',
    `bench${index}`,
    0,
    at(index, rows),
    8,
    1,
    'the painter could not be reached',
  ]);
  const painter = one("SELECT id FROM account WHERE kind = 'painting-app' LIMIT 1") ?? account;
  // All of them wait: the newest has the others before it.
  const taskId = (index) => String(2_000_000_000_000_000 + index);
  insert(
    'painting_task',
    rows,
    [
      'id',
      'account_id',
      'prompt',
      'style',
      'width',
      'height',
      'pictures',
      'composition',
      'seed',
      'turn',
      'state',
      'progress',
      'created_at',
      'expires_at',
    ],
    (index) => [
      taskId(index),
      painter,
      '夏日海边的奶茶铺',
      '水彩画',
      1024,
      1024,
      1,
      'plain',
      index,
      index,
      'queued',
      0,
      at(index, rows),
      now + 30 * day,
    ],
  );
  insert('job', rows, ['kind', 'subject', 'priority', 'due_at', 'account'], (index) => [
    'painting.run',
    taskId(index),
    index,
    at(index, rows),
    painter,
  ]);
  const blob = photo === null ? 'none' : one('SELECT blob FROM picture WHERE id = ?', photo);
  const library =
    one('SELECT account_id FROM library WHERE account_id = (SELECT id FROM account WHERE number = ?)', libraryNumber) ??
    account;
  let last = '';
  // Every hundredth looks like the one before it.
  const prints = Array.from({ length: rows }, (_, index) => {
    if (index % 100 !== 99) last = `${hex(roll(2 ** 32), 8)}${hex(roll(2 ** 32), 8)}`;
    return last;
  });
  const alike = await likeOthers(prints);
  insert(
    'picture',
    rows,
    [
      'id',
      'account_id',
      'blob',
      'format',
      'width',
      'height',
      'bytes',
      'title',
      'origin',
      'created_at',
      'ending',
      'library_id',
      'number',
      'category',
      'title_key',
      'device',
      'state',
      'md5',
      'orientation',
      'fingerprint',
      'band0',
      'band1',
      'band2',
      'band3',
      'modified_at',
      'looked_at',
      'alike',
    ],
    (index) => {
      const print = prints[index];
      const bands = [0, 4, 8, 12].map((from) => Number.parseInt(print.slice(from, from + 4), 16));
      const title = `${things[index % things.length]}主图${index}`;
      return [
        `bench${index}`,
        account,
        blob,
        'jpeg',
        800,
        800,
        100_000 + roll(900_000),
        title,
        'upload',
        at(index, rows),
        'jpg',
        library,
        String(1_000_000_000_000_000 + index),
        '0',
        title.toLowerCase(),
        'computer',
        'clear',
        'd41d8cd98f00b204e9800998ecf8427e',
        1,
        print,
        ...bands,
        at(index, rows),
        at(index, rows),
        alike.has(print) ? 1 : 0,
      ];
    },
  );
  insert('picture_tag', rows, ['library_id', 'tag', 'picture_id'], (index) => [
    library,
    `标签${index % 50}`,
    `bench${index}`,
  ]);
  insert('campaign', rows, ['id', 'account_id', 'name', 'photo', 'created_at', 'updated_at'], (index) => [
    uuid(at(index, rows), index),
    user,
    `${things[index % things.length]} ${index}`,
    photo ?? 'bench0',
    at(index, rows),
    at(index, rows),
  ]);
  const steps = ['cutout', 'crops', 'background', 'poster', 'coupon'];
  insert('campaign_step', 5 * rows, ['campaign_id', 'name', 'settings', 'state', 'result', 'version'], (index) => {
    const campaign = Math.floor(index / 5);
    return [uuid(at(campaign, rows), campaign), steps[index % 5], '{}', 'done', '{"pictures":[],"facts":{}}', 1];
  });
  const calls = [
    [
      'wechat-mp',
      'POST',
      () => `/card/code/consume?access_token=***`,
      (n) => `{"code":"${100_000_000_000 + n}","card_id":"p${word(roll, 27)}"}`,
      () => `{"errcode":0,"errmsg":"ok","openid":"o${word(roll, 27)}"}`,
    ],
    [
      'wechatpay-v3',
      'POST',
      () => '/v3/marketing/partner/product-coupon/image-generation-tasks',
      (n) => `{"out_request_no":"${word(roll, 20)}${n}","brand_id":"120344","task_type":"HEADER_IMAGE"}`,
      () => `{"task_id":"${word(roll, 24)}","state":"PROCESSING"}`,
    ],
    [
      'ai-painting',
      'POST',
      () => '/ai-painting/query',
      (n) => `taskId=${word(roll, 32)}&n=${n}`,
      () => `{"code":200,"msg":"成功","taskNo":"${word(roll, 20)}"}`,
    ],
    [
      'picture-space',
      'POST',
      (n) => `/router/rest?method=taobao.picture.get&sign=${word(roll, 32)}&timestamp=2026-11-${1 + (n % 28)}`,
      () => '',
      () => `{"picture_get_response":{"pictures":[],"request_id":"${word(roll, 12)}"}}`,
    ],
  ];
  const began = performance.now();
  const line = db.prepare(
    'INSERT INTO traffic (id, room, method, target, status, failed, duration_us, cause, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const text = db.prepare(
    'INSERT INTO traffic_text (id, headers, body, request_bytes, altered, answer, answer_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  db.exec('BEGIN');
  for (let index = 0; index < log; index += 1) {
    const [room, method, targetOf, bodyOf, answerOf] = calls[index % calls.length];
    const id = at(index, log) * 1_000 + (index % 1_000);
    const target = targetOf(index);
    const body = index === Math.floor(log / 10) ? `{"outer_str":"${rareWord}"}` : bodyOf(index);
    const answer = answerOf(index);
    const failed = index % 20 === 0 ? 1 : 0;
    const words = `${target.slice(0, 256)}\n${body.slice(0, 160)}\n${answer.slice(0, 160)}`.toLowerCase();
    line.run(
      id,
      room,
      method,
      target,
      failed ? 401 : 200,
      failed,
      1_000 + (index % 9_000),
      failed ? 'wrong-key' : null,
      words,
    );
    text.run(id, '[["Content-Type","application/json"]]', body, body.length, 0, answer, answer.length);
  }
  db.exec('COMMIT');
  onTable('traffic', log, performance.now() - began);
  seal(db, onTable);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Makes the filters of the log as the server makes them, block by block. */
function seal(db, onTable) {
  const began = performance.now();
  const insert = db.prepare('INSERT INTO traffic_block (last_id, filter) VALUES (?, ?)');
  const next = db.prepare('SELECT id, words FROM traffic WHERE id > ? ORDER BY id LIMIT ?');
  db.exec('BEGIN');
  let last = 0;
  let blocks = 0;
  for (;;) {
    const lines = next.all(last, blockLines);
    if (lines.length < blockLines) break;
    last = lines.at(-1).id;
    insert.run(last, filterOf(lines.map(({ words }) => words)));
    blocks += 1;
  }
  db.exec('COMMIT');
  onTable('traffic_block', blocks, performance.now() - began);
}
