// POST /card/location/batchadd and /batchget: the stores where cards are used. Withdrawn by the vendor, still called by clients.
// Must not judge addresses. Names of fields: Senparc and EasyWeChat, which print the old page's samples.
import type { NewPlace } from '../../../domain/coupons/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { ok } from '../envelope.js';
import type { CallByAccount, Result, Route } from '../gate.js';
import { jsonBody, textIn } from '../json-body.js';
import { cardFailures as f } from './failures.js';
import { refuse, wholeWithin } from './fields.js';
import { cardRoute } from './routes.js';

/** The vendor names no most (POLICY). */
const mostAtOnce = 100;
const mostListed = 50;
const longest = 256;

const degrees = (text: string | null, most: number): text is string =>
  text !== null && /^-?\d{1,3}(\.\d{1,15})?$/.test(text) && Math.abs(Number(text)) <= most;

/** A store; null for one that cannot be taken. */
function placeOf(source: JsonValue): NewPlace | null {
  if (!isJsonObject(source)) return null;
  const text = (key: string): string => textIn(source, key) ?? '';
  const [name, address] = [text('business_name'), text('address')];
  const [longitude, latitude] = [textIn(source, 'longitude'), textIn(source, 'latitude')];
  if (name === '' || address === '' || !degrees(longitude, 180) || !degrees(latitude, 90)) return null;
  const whole = [text('province'), text('city'), text('district'), address].filter((part) => part !== '').join('');
  const place = {
    name,
    branch: text('branch_name'),
    address: whole,
    phone: text('telephone') || text('phone'),
    category: text('category'),
    longitude,
    latitude,
  };
  return Object.values(place).some((value) => value.length > longest) ? null : place;
}

function listIn(body: JsonObject): JsonValue[] {
  const list = body.location_list;
  if (!Array.isArray(list) || list.length === 0) return refuse(f.missingFields, 'location_list');
  return list.length > mostAtOnce ? refuse(f.tooManyPois) : list;
}

export function locationRoutes({ coupons }: RoomServices): Route[] {
  /** Those that can be taken are, also beside others that cannot: those are -1. */
  async function add({ account, body }: CallByAccount): Promise<Result> {
    const places = listIn(jsonBody(body)).map(placeOf);
    const good = places.filter((place) => place !== null);
    const ids = good.length === 0 ? [] : await coupons.addPlaces(account.id, good);
    const next = ids[Symbol.iterator]();
    const list = places.map((place) => (place === null ? -1 : (next.next().value ?? -1)));
    const { errcode, text } = f.locationsNotAll;
    const head = good.length === places.length ? ok : { errcode, errmsg: text };
    return { json: { ...head, location_id_list: list } };
  }

  async function list({ account, body }: CallByAccount): Promise<Result> {
    const request = jsonBody(body);
    const offset = wholeWithin(request, 'offset', 0, 1e9, f.invalidParameters) ?? 0;
    const limit = wholeWithin(request, 'count', 0, mostListed, f.invalidParameters) ?? mostListed;
    const { places, total } = await coupons.places(account.id, { offset, limit });
    const shown = places.map(({ id, name, branch, phone, address, longitude, latitude }) => ({
      location_id: String(id),
      business_name: name,
      branch_name: branch,
      phone,
      address,
      longitude: Number(longitude),
      latitude: Number(latitude),
    }));
    return { json: { ...ok, location_list: shown, count: total } };
  }

  return [cardRoute('/card/location/batchadd', add), cardRoute('/card/location/batchget', list)];
}
