// One account's state as a file: saved, put back, taken to another sandbox, branched; what others have stays as it is.
import { execFile } from 'node:child_process';
import { createHash, createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorization } from '../../src/apis/wechatpay-v3/demo/client.js';
import { expireJob } from '../../src/domain/coupons/index.js';
import { numberedColumns, passes, sharedNames } from '../../src/domain/operations/carry/store.js';
import { ownedBy, ownedRows } from '../../src/domain/operations/reset/store.js';
import { startTuquan, type TestServer } from '../../src/testing/index.js';
import { composeTask, payClient, tasksPath } from '../support/pay-client.js';

const seed = fileURLToPath(new URL('../../samples/seed.yaml', import.meta.url));
const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  [server, other] = [
    await startTuquan({ seed, frozen: true, env: { TUQUAN_WECHAT_MP_REVIEW: '600' } }),
    await startTuquan({ frozen: true }),
  ];
}, 120_000);
afterAll(() => Promise.all([server.close(), other.close()]));

type Row = Record<string, unknown>;
type Rows = Record<string, Row[]>;

function read<T>(of: TestServer, work: (db: Sqlite.Database) => T): T {
  const db = new Sqlite(join(of.data, 'tuquan.db'), { readonly: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}
const idOf = (of: TestServer, number: string): string =>
  read(of, (db) => db.prepare('SELECT id FROM account WHERE number = ?').pluck().get(number) as string);
const ordered = (rows: Row[]): Row[] => rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** What an account owns, or with `not` what all others do: every table, every column. */
const rowsOf = (of: TestServer, accountId: string, not = false): Rows =>
  read(of, (db) =>
    Object.fromEntries(
      ownedRows.map(([table, where]) => {
        const { sql, values } = ownedBy(accountId, where);
        const condition = not ? `(${sql}) IS NOT TRUE` : sql;
        return [table, ordered(db.prepare(`SELECT * FROM ${table} WHERE ${condition}`).all(...values) as Row[])];
      }),
    ),
  );
/** Without the sweep over everybody's copies, which begins anew whenever rows have been put back. */
const jobsOf = (of: TestServer) =>
  read(of, (db) =>
    ordered(db.prepare(`SELECT kind, subject, due_at, dead FROM job WHERE kind <> '${expireJob}'`).all() as Row[]),
  );
const keptOf = (of: TestServer): Rows =>
  read(of, (db) =>
    Object.fromEntries(
      ['account', 'client_key', 'server_key', 'account_server_key', 'account_secret', 'account_brand'].map((table) => [
        table,
        ordered(db.prepare(`SELECT * FROM ${table}`).all() as Row[]),
      ]),
    ),
  );
/** The same rows, numbered from the account's first number of each table on. */
const renumbered = (rows: Rows, by: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([table, each]) => [
      table,
      each.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            numberedColumns[table]?.includes(name) && value !== null ? Number(value) - by : value,
          ]),
        ),
      ),
    ]),
  );
const counts = (rows: Rows) => Object.fromEntries(Object.entries(rows).map(([table, { length }]) => [table, length]));

const json = async (of: TestServer, method: string, path: string, body?: object) => {
  const answer = await fetch(`${of.baseUrl}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: every route has an answer of its own
  return { status: answer.status, json: (await answer.json()) as any };
};
type App = Readonly<Record<string, string | undefined>>;
const tokenOf = async (of: TestServer, { appid, secret }: App): Promise<string> => {
  const path = `/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`;
  return (await json(of, 'GET', path)).json.access_token as string;
};
const cardsOf = async (of: TestServer, token: string): Promise<string[]> =>
  (await json(of, 'POST', `/card/batchget?access_token=${token}`, { offset: 0, count: 50 })).json.card_id_list;
const app = (): App => server.credentials.wechatMp as unknown as App;

/** Everything the account can have that others' numbers stand between: tasks, codes, places, messages, tickets, pictures, jobs. */
async function fill(): Promise<void> {
  const { wechatPay } = server.credentials;
  const token = await tokenOf(server, app());
  const post = (path: string, body: object) => json(server, 'POST', `${path}?access_token=${token}`, body);
  const place = {
    business_name: '图券咖啡',
    branch_name: '人民广场店',
    province: '上海',
    city: '上海',
    district: '黄浦',
    address: '人民大道 1 号',
    telephone: '021-12345678',
    category: '咖啡',
    longitude: '121.47',
    latitude: '31.23',
  };
  expect((await post('/card/location/batchadd', { location_list: [place] })).json.location_id_list).toEqual([1]);
  const [card] = await cardsOf(server, token);
  const all = { filter: { is_to_all: true }, msgtype: 'text', text: { content: `领取 ${card}` } };
  expect((await post('/cgi-bin/message/mass/sendall', all)).json.msg_id).toEqual(expect.any(Number));
  await payClient(server.baseUrl, wechatPay as never).post(tasksPath, composeTask(wechatPay as never, 'done_1'));
  // Every callback has been tried for the last time; from here on nothing happens by itself but a review.
  await server.clock.advance(2 * 86_400_000);
  await createCard();
  const id = idOf(server, server.credentials.wechatMp.appid);
  fillTables(id);
  expect(Object.entries(counts(rowsOf(server, id))).filter(([, count]) => count === 0)).toEqual([]);
}

/** A row in every table an account may own, each mentioning others by their names. */
function fillTables(id: string): void {
  const db = new Sqlite(join(server.data, 'tuquan.db'));
  const first = (sql: string) => db.prepare(sql).pluck().get(id) as string;
  const coupon = first('SELECT MIN(c.id) FROM coupon c JOIN offer o ON o.id = c.offer_id WHERE o.account_id = ?');
  const offer = first('SELECT MIN(id) FROM offer WHERE account_id = ?');
  const card = first('SELECT MIN(number) FROM offer WHERE account_id = ?');
  const message = first('SELECT MIN(id) FROM message WHERE account_id = ?');
  const [picture, blob, task, campaign, batch] = [
    'PictureAbcdefGhijkl12345',
    'ab'.repeat(32),
    '312345678901234',
    '01a203c0-bd8b-76bf-a4f1-000000000001',
    '01a203c0-bd8b-76bf-a4f1-000000000002',
  ];
  const add = (table: string, row: Record<string, string | number | null>) =>
    db
      .prepare(
        `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join(', ')})`,
      )
      .run(...Object.values(row));
  const own = { account_id: id };
  const at = { created_at: 1 };
  try {
    add('account_clock', { ...own, ahead: 0, frozen_at: null });
    add('library', { ...own, used_bytes: 1, ...at });
    add('picture_category', {
      library_id: id,
      number: '7',
      parent: '0',
      name: 'c',
      kind: 'own',
      position: 1,
      ...at,
      modified_at: 1,
    });
    const bytes = { blob, format: 'png', width: 1, height: 1, bytes: 1, title: picture, origin: 'upload', ...at };
    add('picture', { id: picture, ...own, ...bytes, library_id: id, number: '512345678901234567', category: '7' });
    add('picture_tag', { library_id: id, tag: 't', picture_id: picture });
    add('picture_reference', { picture_id: picture, kind: 'coupon', subject: card, ...at });
    add('temporary_media', {
      id: 'media_Abcdefghijklmnop',
      ...own,
      blob,
      content_type: 'image/png',
      title: '',
      ...at,
      expires_at: 9e12,
    });
    const request = JSON.stringify({ source: `http://127.0.0.1/p/${picture}.png` });
    add('generation_task', {
      id: `${batch.slice(0, -1)}9`,
      ...own,
      task_key: 'k',
      request,
      state: 'done',
      picture_id: picture,
      ...at,
    });
    const painting = { prompt: 'p', style: 's', width: 1, height: 1, pictures: 1, composition: '{}', seed: 1, turn: 1 };
    add('painting_task', { id: task, ...own, ...painting, state: 'done', progress: 100, ...at, expires_at: 9e12 });
    add('painting_picture', { picture_id: picture, task_id: task, position: 0, expires_at: 9e12 });
    add('painting_lane', { ...own, next_turn: 2, waiting: 0 });
    add('campaign', { id: campaign, ...own, name: 'n', photo: picture, ...at, updated_at: 1 });
    const result = JSON.stringify({ picture });
    add('campaign_step', { campaign_id: campaign, name: 'cutout', settings: '{}', state: 'done', result, version: 1 });
    add('campaign_batch', { id: batch, ...own, name: 'n', total: 1, ...at });
    add('campaign_batch_item', { batch_id: batch, position: 0, name: 'n', campaign_id: campaign });
    add('quota_use', { ...own, name: 'q', period: 'ever', used: 1 });
    add('point_balance', { ...own, points: 5 });
    add('point_entry', { ...own, subject: picture, points: -1, ...at });
    add('coupon_mark', { coupon_id: coupon, holder: 'h', at: 1 });
    add('coupon_gift', {
      token: 'GiftAbcdefghijklmnop1234',
      coupon_id: coupon,
      until_at: 9e12,
      to_group: 0,
      state: 'open',
    });
    add('code_import', { offer_id: offer, list: 'l', begun_at: 1 });
    add('sign_in_code', { code: 'CodeAbcdefgh', ...own, follower: 'f', scope: 's', expires_at: 9e12 });
    add('sign_in_token', {
      token: 'TokenAbcdefgh',
      kind: 'access',
      ...own,
      follower: 'f',
      scope: 's',
      expires_at: 9e12,
    });
    add('signed_use', { ...own, fingerprint: 'f', holder: 'h', used_at: 1 });
    add('signing_key', { ...own, kind: 'k', value: 'v', expires_at: 9e12 });
    add('shelf', {
      key: 'ShelfAbcdefghijklmnop123',
      ...own,
      serial: 1,
      title: 't',
      banner: `/p/${picture}.png`,
      shareable: 1,
      place: 'p',
      ...at,
    });
    add('shelf_card', {
      shelf_key: 'ShelfAbcdefghijklmnop123',
      position: 0,
      offer: card,
      picture: `/p/${picture}.png`,
    });
    const ticket = 'TicketAbcdefghijklmnop12';
    add('ticket', { key: ticket, name: `gQ${'Ab1'.repeat(30)}==`, ...own, ...at, expires_at: 9e12 });
    add('ticket_item', { ticket_key: ticket, position: 0, offer: card, once: 0, channel: '', facts: '{}' });
    add('message_target', { message_id: message, position: 0, number: 'o' });
    add('tester', { ...own, kind: 'number', value: 'o' });
  } finally {
    db.close();
  }
}

/** A card that waits for its review: a job whose subject is the card's number. */
async function createCard(): Promise<void> {
  const access = await tokenOf(server, app());
  const base_info = {
    logo_url: 'http://mmbiz.qpic.cn/logo/0',
    brand_name: '图券咖啡',
    code_type: 'CODE_TYPE_TEXT',
    title: '等待审核',
    color: 'Color010',
    notice: '出示',
    description: '说明',
    date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
    sku: { quantity: 10 },
    location_id_list: [1],
  };
  const card = { card_type: 'GENERAL_COUPON', general_coupon: { base_info, default_detail: '一杯' } };
  const made = await json(server, 'POST', `/card/create?access_token=${access}`, { card });
  expect(made.json).toMatchObject({ errcode: 0 });
}
const reviews = (of: TestServer, account: string) =>
  (rowsOf(of, account).offer ?? []).map(({ review }) => review).sort();

describe('the lists of what is carried', () => {
  it('name every number the database gives out, every reference to one, and every name that all accounts share', () => {
    const owned = ownedRows.map(([table]) => table);
    const [numbers, names] = read(server, (db) => {
      const columns = (table: string) =>
        db.pragma(`table_info(${table})`) as { name: string; type: string; pk: number }[];
      const isNumber = ({ name, type }: { name: string; type: string }) =>
        type !== 'TEXT' && (name.endsWith('_id') || name === 'id');
      const found = owned.flatMap((table) =>
        columns(table)
          .filter(isNumber)
          .map(({ name }) => `${table}.${name}`),
      );
      const alone = owned.flatMap((table) =>
        (db.pragma(`index_list(${table})`) as { name: string; unique: number }[])
          .filter(({ unique }) => unique === 1)
          .map(({ name }) => db.pragma(`index_info(${name})`) as { name: string }[])
          .filter(({ length }) => length === 1)
          .map(([column]) => `${table}.${column?.name}`),
      );
      return [found, alone];
    });
    // These are numbered within their account.
    const within = ['coupon_place.id', 'tag.id', 'tag_member.tag_id'];
    const listed = Object.entries(numberedColumns).flatMap(([table, each]) => each.map((name) => `${table}.${name}`));
    expect(numbers.filter((each) => !within.includes(each)).sort()).toEqual(listed.sort());
    const shared = [...sharedNames.map(([table, column]) => `${table}.${column}`)];
    const ofPass = (each: string) => passes.includes(each.split('.')[0] ?? '');
    const free = names.filter((each) => !each.endsWith('.account_id') && !listed.includes(each) && !ofPass(each));
    expect(free.filter((each) => !shared.includes(each))).toEqual([]);
  });
});

describe('a snapshot of one account', { timeout: 120_000 }, () => {
  beforeAll(fill, 60_000);

  it('puts every row of the account and its jobs back as they were, and changes no row of others', async () => {
    const { appid } = server.credentials.wechatMp;
    const id = idOf(server, appid);
    await server.snapshots.saveAccount('before', appid);
    const [mine, jobs] = [rowsOf(server, id), jobsOf(server)];
    expect(mine.message).toHaveLength(1);
    expect(mine.coupon?.length).toBeGreaterThan(1);

    const token = await tokenOf(server, app());
    const [card] = await cardsOf(server, token);
    await json(server, 'POST', `/card/delete?access_token=${token}`, { card_id: card });
    await json(server, 'POST', `/cgi-bin/tags/create?access_token=${token}`, { tag: { name: '后来' } });
    expect(rowsOf(server, id)).not.toEqual(mine);
    const [theirs, kept] = [rowsOf(server, id, true), keptOf(server)];

    await server.snapshots.load('before');
    const now = rowsOf(server, id);
    for (const [table] of ownedRows) expect(now[table], table).toEqual(mine[table]);
    expect(rowsOf(server, id, true)).toEqual(theirs);
    expect(keptOf(server)).toEqual(kept);
    expect(jobsOf(server)).toEqual(jobs);
    expect(await cardsOf(server, await tokenOf(server, app()))).toContain(card);
  });

  it('belongs to a shop with the pictures an application has put there, and resetting the application leaves them', async () => {
    const { shopId, clientId } = server.credentials.pictureSpace;
    const shop = idOf(server, shopId);
    const before = rowsOf(server, shop);
    expect(before.picture?.length).toBeGreaterThan(0);
    await server.snapshots.resetAccount(clientId);
    expect(rowsOf(server, shop)).toEqual(before);
    await server.snapshots.saveAccount('shop', shopId);
    await server.snapshots.resetAccount(shopId);
    expect(counts(rowsOf(server, shop))).not.toEqual(counts(before));
    await server.snapshots.load('shop');
    expect(rowsOf(server, shop)).toEqual(before);
  });

  it('makes a branch: a second account with credentials, numbers and names of its own, and the same state', async () => {
    const { appid } = server.credentials.wechatMp;
    const id = idOf(server, appid);
    const [mine, theirs] = [rowsOf(server, id), rowsOf(server, id, true)];
    const branch = await server.snapshots.branchAccount(appid);
    expect(branch.number).toMatch(/^wx[0-9a-f]{16}$/);
    expect(branch.number).not.toBe(appid);
    const branchId = idOf(server, branch.number);
    expect(rowsOf(server, id)).toEqual(mine);
    const own = rowsOf(server, branchId);
    const whole = { ...mine };
    for (const pass of passes) mine[pass] = [];
    expect(counts(own)).toEqual(counts(mine));
    // Neither a number nor a name is both's; but for them the rows are the same.
    const first = (rows: Rows) => Math.min(...(rows.offer ?? []).map(({ id: number }) => Number(number)));
    const by = first(own) - first(mine);
    expect(by).toBeGreaterThan(0);
    const text = (rows: Rows) => JSON.stringify(rows);
    for (const [table, column] of sharedNames) {
      for (const row of mine[table] ?? []) {
        const name = row[column];
        if (typeof name === 'string') expect(text(own).includes(name), `${table} ${name}`).toBe(false);
      }
    }
    // Mentions have gone with what they mention.
    const [picture, card] = [own.painting_picture?.[0]?.picture_id, own.picture_reference?.[0]?.subject];
    expect(own.picture?.map(({ id: each }) => each)).toContain(picture);
    expect(own.offer?.map(({ number }) => number)).toContain(card);
    expect(own.shelf_card).toMatchObject([{ offer: card, picture: `/p/${picture}.png` }]);
    expect(own.campaign_step).toMatchObject([{ result: JSON.stringify({ picture }) }]);
    expect(own.point_entry).toMatchObject([{ subject: picture }]);
    const shape = (rows: Rows) =>
      Object.fromEntries(
        [
          'offer_stock',
          'coupon_code',
          'coupon_code_place',
          'coupon',
          'coupon_holder',
          'coupon_mark',
          'code_import',
          'message_target',
        ].map((table) => [table, ordered((rows[table] ?? []).map(({ account_id: _, ...rest }) => rest))]),
      );
    expect(shape(renumbered(own, by))).toEqual(shape(mine));

    const credentials = branch.credentials as App;
    const token = await tokenOf(server, credentials);
    const cards = await cardsOf(server, token);
    const [theirToken] = [await tokenOf(server, app())];
    expect(cards).toHaveLength((await cardsOf(server, theirToken)).length);
    for (const card_id of cards) {
      const found = await json(server, 'POST', `/card/get?access_token=${token}`, { card_id });
      expect(found.json.errcode).toBe(0);
      expect(JSON.stringify(found.json)).toContain(card_id);
      expect((await json(server, 'POST', `/card/get?access_token=${theirToken}`, { card_id })).json.errcode).not.toBe(
        0,
      );
    }
    // Each goes its own way.
    await json(server, 'POST', `/cgi-bin/tags/create?access_token=${token}`, { tag: { name: '分支' } });
    expect(rowsOf(server, id)).toEqual({ ...whole, bearer_token: rowsOf(server, id).bearer_token });
    const sandbox = JSON.parse(await readFile(join(server.data, 'sandbox.json'), 'utf8'));
    expect(sandbox.branches[branch.number]).toEqual(branch.credentials);
    const offers = rowsOf(server, id, true).offer?.length ?? 0;
    expect(offers - (theirs.offer?.length ?? 0)).toBe(mine.offer?.length);
    // What waited still happens: to both, each under its own number.
    const before = reviews(server, id);
    await server.clock.advance(3_600_000);
    expect(reviews(server, id)).not.toEqual(before);
    expect(reviews(server, branchId)).toEqual(reviews(server, id));
  });

  it('puts back codes that stand beside another account’s, whichever of them changed, and no other', async () => {
    const { appid } = server.credentials.wechatMp;
    const id = idOf(server, appid);
    const db = new Sqlite(join(server.data, 'tuquan.db'));
    try {
      const owned = 'offer_id IN (SELECT id FROM offer WHERE account_id = ?)';
      const [offer, last] = db.prepare(`SELECT offer_id, MAX(place) FROM coupon_code WHERE ${owned}`).raw().get(id) as [
        number,
        number,
      ];
      const tables = ['coupon_code', 'coupon_code_place'];
      const add = (place: number, code: string) => {
        for (const table of tables)
          db.prepare(`INSERT INTO ${table} (offer_id, place, code) VALUES (?, ?, ?)`).run(offer, place, code);
      };
      const drop = (place: number) => {
        for (const table of tables)
          db.prepare(`DELETE FROM ${table} WHERE offer_id = ? AND place = ?`).run(offer, place);
      };
      const codesOf = (not: boolean) => tables.map((table) => rowsOf(server, id, not)[table] ?? []);
      for (const place of [1, 2, 3, 4]) add(last + place, `kept-${place}`);
      await server.snapshots.saveAccount('codes', appid);
      const [mine, theirs] = [codesOf(false), codesOf(true)];
      expect([...mine, ...theirs].every(({ length }) => length > 1)).toBe(true);
      const changes = [
        () => undefined,
        () => db.prepare('UPDATE coupon_code SET taken = 1 WHERE offer_id = ? AND place = ?').run(offer, last + 1),
        () => add(last + 5, 'another'),
        () => drop(last + 3),
        () => {
          drop(last + 2);
          add(last + 2, 'other');
        },
        () => {
          drop(last + 4);
          add(last + 5, 'kept-4');
        },
      ];
      for (const change of changes) {
        change();
        await server.snapshots.load('codes');
        expect(codesOf(false)).toEqual(mine);
        expect(codesOf(true)).toEqual(theirs);
      }
    } finally {
      db.close();
    }
  });

  it('makes the account in a sandbox that does not have it, where numbers are taken, and replaces it where it is', async () => {
    const { number, credentials } = await server.snapshots.branchAccount(server.credentials.wechatMp.appid);
    const file = await server.snapshots.saveAccount('to-take', number);
    const saved = rowsOf(server, idOf(server, number));
    // The other sandbox numbers its own offers from 1 on.
    await other.snapshots.load(await server.snapshots.saveAccount('demo', server.credentials.wechatMp.appid));
    const kept = rowsOf(other, idOf(other, number) ?? '', true);
    for (let round = 0; round < 2; round += 1) {
      await other.snapshots.load(file);
      expect(counts(rowsOf(other, idOf(other, number)))).toEqual(counts(saved));
      expect(rowsOf(other, idOf(other, number), true)).toEqual(kept);
    }
    const token = await tokenOf(other, credentials as App);
    expect(await cardsOf(other, token)).toHaveLength(saved.offer?.length ?? 0);
    // It can be reset by its number like any other.
    await other.snapshots.resetAccount(number);
    expect(await cardsOf(other, await tokenOf(other, credentials as App))).toEqual([]);
  });

  it('branches a shop that the application may act for, and a partner that signs with its own key', async () => {
    const { shopId } = server.credentials.pictureSpace;
    const shop = await server.snapshots.branchAccount(shopId);
    const brands = read(server, (db) => db.prepare('SELECT brand FROM account_brand').pluck().all());
    expect(brands).toContain(shop.number);
    const [mine, own] = [rowsOf(server, idOf(server, shopId)), rowsOf(server, idOf(server, shop.number))];
    expect(own.picture?.map(({ blob }) => blob).sort()).toEqual(mine.picture?.map(({ blob }) => blob).sort());

    const { wechatPay } = server.credentials;
    const partner = await server.snapshots.branchAccount(wechatPay.mchid);
    const sandbox = { ...wechatPay, ...partner.credentials };
    const credentials = {
      baseUrl: server.baseUrl,
      mchid: sandbox.mchid,
      serial: sandbox.merchantSerial,
      privateKey: createPrivateKey(await readFile(sandbox.merchantPrivateKeyFile, 'utf8')),
      apiV3Key: sandbox.apiV3Key,
      serverKeys: new Map(),
    };
    const path = `${tasksPath}/done_1?brand_id=${wechatPay.brandId}&image_generation_type=COMBINE_IMAGE`;
    const signed = authorization(credentials, 'GET', path, '', server.clock.now());
    const answer = await fetch(server.baseUrl + path, {
      headers: { authorization: signed, accept: 'application/json' },
    });
    expect(await answer.json()).toMatchObject({ task_id: 'done_1', task_state: 'SUCCESS' });
  });

  it('is saved, loaded and branched over HTTP, with the number asked for', async () => {
    const { appid } = server.credentials.wechatMp;
    const post = (path: string, body: object) => json(server, 'POST', `/sandbox/snapshots${path}`, body);
    expect((await post('', { name: 'by-http', account: appid })).json).toMatchObject({
      name: 'by-http',
      account: appid,
    });
    expect((await post('/by-http/load', {})).status).toBe(200);
    const as = 'wx0123456789abcdef';
    expect((await post('/by-http/branch', { as })).json).toMatchObject({ number: as, credentials: { appid: as } });
    expect((await post('/by-http/branch', { as })).json.error).toContain(
      'there is an account wx0123456789abcdef already',
    );
    expect((await post('/by-http/branch', { as: 'x y' })).status).toBe(400);
    expect((await post('/by-http/branch', { as: 'wx1' })).json.error).toContain('expected an appid');
    const { json: listed } = await json(server, 'GET', '/sandbox/snapshots');
    expect(listed.snapshots).toContainEqual(expect.objectContaining({ name: 'by-http', account: appid }));
  });

  it('is saved, loaded and branched by the command line, which prints the credentials of the branch', async () => {
    const { appid } = server.credentials.wechatMp;
    // The server runs in this process: it must be able to answer while the command asks.
    const cli = async (...args: string[]): Promise<string> =>
      (await promisify(execFile)(process.execPath, [program, 'snapshot', ...args, '--data', server.data])).stdout;
    expect(await cli('save', 'by-hand', '--account', appid)).toContain('by-hand.snapshot');
    expect(await cli('load', 'by-hand')).toContain(`loaded by-hand into account ${appid}`);
    const said = await cli('branch', 'by-hand', '--as', 'wxabcdefabcdefabcd');
    const credentials = JSON.parse(said.slice(said.indexOf('{'))) as App;
    expect(await tokenOf(server, credentials)).toEqual(expect.any(String));
  });

  it('of a newer version, damaged, cut short, or of another sort changes nothing and says what to do', async () => {
    const { appid } = server.credentials.wechatMp;
    const file = await server.snapshots.saveAccount('good', appid);
    const bytes = await readFile(file);
    const text = bytes.toString('latin1');
    const newer = Buffer.from(bytes);
    newer.write('9999-coupons', text.indexOf('0030-coupons'), 'latin1');
    const size = Number.parseInt(newer.toString('latin1', 124, 135), 8);
    const sum = createHash('sha256')
      .update(newer.subarray(512, 512 + size))
      .digest('hex');
    newer.write(sum, text.lastIndexOf('  snapshot.json') - 64, 'latin1');
    await writeFile(file.replace('good', 'newer'), newer);
    const damaged = Buffer.from(bytes);
    const spot = text.indexOf('SQLite format 3') + 5_000;
    damaged.writeUInt8(damaged.readUInt8(spot) ^ 1, spot);
    await writeFile(file.replace('good', 'damaged'), damaged);
    await writeFile(file.replace('good', 'short'), bytes.subarray(0, bytes.length >> 1));
    await writeFile(file.replace('good', 'picture'), 'GIF89a');
    await server.snapshots.save('whole');
    const id = idOf(server, appid);
    const [mine, theirs] = [rowsOf(server, id), rowsOf(server, id, true)];
    const load = async (name: string, verb = 'load') =>
      (await json(server, 'POST', `/sandbox/snapshots/${name}/${verb}`, {})).json.error;
    expect(await load('newer')).toMatch(
      /newer\.snapshot was saved by a newer version .*9999-coupons.*Nothing was changed/,
    );
    expect(await load('damaged')).toMatch(
      /damaged\.snapshot is no snapshot, or damaged: .* is not what was saved; save it again/,
    );
    expect(await load('short')).toContain('short.snapshot is no snapshot, or damaged');
    expect(await load('picture')).toContain('picture.snapshot is no snapshot, or damaged: no archive');
    expect(await load('none')).toContain('there is no snapshot');
    expect(await load('whole', 'branch')).toContain('whole holds the whole sandbox; name a folder');
    await expect(startTuquan({ snapshot: file })).rejects.toThrow(
      `holds account ${appid} alone; load it into a running sandbox`,
    );
    await expect(server.snapshots.saveAccount('nobody', 'nobody')).rejects.toThrow(
      'no demo account has the number nobody; see sandbox.json',
    );
    expect(rowsOf(server, id)).toEqual(mine);
    expect(rowsOf(server, id, true)).toEqual(theirs);
  });

  it('whose names another account has taken is refused as a whole', async () => {
    const { appid } = server.credentials.wechatMp;
    const file = await server.snapshots.saveAccount('taken', appid);
    await other.snapshots.load(file);
    const { number } = await other.snapshots.branchAccount(appid);
    const [id, branchId] = [idOf(other, appid), idOf(other, number)];
    await other.snapshots.resetAccount(appid);
    // As if the other sandbox had invented the same name for a card of another account.
    const card = (rowsOf(server, idOf(server, appid)).offer ?? [])[0]?.number;
    const db = new Sqlite(join(other.data, 'tuquan.db'));
    db.prepare('UPDATE offer SET number = ? WHERE id = (SELECT MIN(id) FROM offer WHERE account_id = ?)').run(
      card,
      branchId,
    );
    db.close();
    const [mine, theirs] = [rowsOf(other, id), rowsOf(other, id, true)];
    await expect(other.snapshots.load(file)).rejects.toThrow("is another account's here; reset that account");
    expect(rowsOf(other, id)).toEqual(mine);
    expect(rowsOf(other, id, true)).toEqual(theirs);
  });
});
