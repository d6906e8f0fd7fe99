// POST /router/rest (GET where no file is sent): system parameters checked in the gateway's order, then the operation.
// Must not hold rules of operations. Spec §3; HTTP is 200 always: the PHP library takes anything else for a broken line.
import type { Account } from '../../../domain/accounts/index.js';
import { type HttpApp, type HttpReply, type HttpRequest, sendExact } from '../../../http/server.js';
import { alphanumeric } from '../../../kernel/ids.js';
import type { RoomServices } from '../../room.js';
import { applicationKind, applicationOf, secrets } from '../auth.js';
import type { Form, FormReader } from '../body.js';
import { faultOf, Refused } from '../envelope.js';
import type { RateLimit } from '../limits.js';
import { optional, timeOf, type Values } from '../operations/fields.js';
import { type PictureOperation, responseRoot } from '../operations/operation.js';
import type { Shops } from '../shops.js';
import {
  contentTypes,
  type Format,
  type GatewayAnswer,
  GatewayRefused,
  gatewayBody,
  gatewayErrorOf,
  gatewayErrors,
} from './envelope.js';
import { isSigned, isSignMethod } from './signature.js';

const methodPrefix = 'taobao.';
const address = '/router/rest';
/** How far a timestamp may be from now, ms. */
const toleranceMs = 10 * 60_000;
/** Operations that bring a file: not by GET. */
const withFile: readonly string[] = ['picture.upload', 'picture.replace'];

interface GatewayParts {
  readonly services: RoomServices;
  readonly rate: RateLimit;
  readonly readForm: FormReader;
  readonly shops: Shops;
  readonly operations: readonly PictureOperation[];
}

export function createGateway({ services, rate, readForm, shops, operations }: GatewayParts) {
  const { accounts, clock, random, log } = services;
  const byMethod = new Map(operations.map((operation) => [`${methodPrefix}${operation.name}`, operation]));

  function send(reply: HttpReply, answer: GatewayAnswer): void {
    const requestId = alphanumeric(12, random).toLowerCase();
    const headers = [['Content-Type', contentTypes[answer.format]]] as const;
    sendExact(reply, { status: 200, headers, body: gatewayBody(answer, requestId) });
  }

  function fail(request: HttpRequest, reply: HttpReply, error: unknown, format: Format): void {
    if (reply.raw.destroyed) {
      reply.hijack();
      return;
    }
    let content = error instanceof GatewayRefused ? error.error : undefined;
    if (content === undefined) {
      const { fault, logText } = faultOf(error);
      if (logText !== null) log.error({ path: request.url.split('?', 1)[0], cause: logText }, 'request failed');
      content = gatewayErrorOf(fault);
    }
    send(reply, { root: 'error_response', content, format });
  }

  function operationOf(values: Values, byGet: boolean): PictureOperation {
    const method = optional(values, 'method');
    if (method === null) throw new GatewayRefused(gatewayErrors.missingMethod);
    const operation = byMethod.get(method);
    if (operation === undefined) throw new GatewayRefused(gatewayErrors.invalidMethod);
    if (byGet && withFile.includes(operation.name)) throw new GatewayRefused(gatewayErrors.httpAction);
    return operation;
  }

  async function clientOf(values: Values): Promise<{ client: Account; secret: string }> {
    const key = optional(values, 'app_key');
    if (key === null) throw new GatewayRefused(gatewayErrors.missingAppKey);
    const client = key.length > 64 ? null : await accounts.find(applicationKind, key);
    const secret = client?.secrets.get(secrets.client);
    if (client === null || secret === undefined) throw new GatewayRefused(gatewayErrors.invalidAppKey);
    return { client, secret };
  }

  function checkTimestamp(values: Values): void {
    const text = optional(values, 'timestamp');
    if (text === null) throw new GatewayRefused(gatewayErrors.missingTimestamp);
    let time = Number.NaN;
    try {
      // Filters may leave the time of day out, a timestamp may not.
      if (text.length === 19) time = timeOf(values, 'timestamp') ?? time;
    } catch {
      throw new GatewayRefused(gatewayErrors.invalidTimestamp);
    }
    if (Number.isNaN(time) || Math.abs(time - clock.now()) > toleranceMs)
      throw new GatewayRefused(gatewayErrors.invalidTimestamp);
  }

  function checkVersion(values: Values): void {
    const version = optional(values, 'v');
    if (version === null) throw new GatewayRefused(gatewayErrors.missingVersion);
    if (!/^[0-9]+(\.[0-9]+)*$/.test(version)) throw new GatewayRefused(gatewayErrors.invalidVersion);
    if (version !== '2.0') throw new GatewayRefused(gatewayErrors.unsupportedVersion);
  }

  function checkSignature(values: Values, secret: string): void {
    if (optional(values, 'sign') === null) throw new GatewayRefused(gatewayErrors.missingSignature);
    const method = optional(values, 'sign_method') ?? 'md5';
    if (!isSignMethod(method) || !isSigned(values, secret, method)) {
      throw new GatewayRefused(gatewayErrors.invalidSignature);
    }
  }

  /** The session is a token of the same application; with several shops `shop_id` says which one. */
  async function shopOf(values: Values, client: Account): Promise<Account> {
    const session = optional(values, 'session');
    if (session === null) throw new GatewayRefused(gatewayErrors.missingSession);
    const application = await applicationOf(session, services);
    if (application.id !== client.id) throw new GatewayRefused(gatewayErrors.invalidSession);
    await rate.take(session);
    const [only, ...more] = application.brands;
    const shopId = more.length > 0 ? null : only;
    const wanted = new Map(values);
    if (shopId !== undefined && shopId !== null && optional(values, 'shop_id') === null) wanted.set('shop_id', shopId);
    return shops.required(application, wanted);
  }

  async function answer(form: Form, byGet: boolean, format: Format): Promise<GatewayAnswer> {
    const { values } = form;
    const operation = operationOf(values, byGet);
    const { client, secret } = await clientOf(values);
    checkTimestamp(values);
    checkVersion(values);
    checkSignature(values, secret);
    const shop = await shopOf(values, client);
    const libraryId = await shops.libraryOf(shop);
    const { takeImage } = form;
    const result = await operation.run({ application: client, libraryId, values, takeImage });
    const simplify = optional(values, 'simplify') === 'true';
    return { root: responseRoot(operation.name), content: result.answer, format, simplify };
  }

  async function serve(request: HttpRequest, reply: HttpReply): Promise<void> {
    let format: Format = 'xml';
    let form: Form | undefined;
    try {
      form = await readForm(request);
      const wanted = optional(form.values, 'format') ?? 'xml';
      if (wanted !== 'xml' && wanted !== 'json') throw new GatewayRefused(gatewayErrors.invalidFormat);
      format = wanted;
      if (!form.wellFormed) throw new GatewayRefused(gatewayErrors.unreadable);
      const made = await answer(form, request.method === 'GET', format);
      await form.dispose();
      send(reply, made);
    } catch (error) {
      await form?.dispose();
      fail(request, reply, error, format);
    }
  }

  /** For what goes wrong before a body is read: the format wanted stands in it. */
  async function failUnread(request: HttpRequest, reply: HttpReply, error: unknown): Promise<void> {
    const form = await readForm(request).catch(() => null);
    const json = form !== null && optional(form.values, 'format') === 'json';
    await form?.dispose();
    // The address is right and the method is neither of the two.
    const unrouted = error instanceof Refused && error.fault.kind === 'unknown-path';
    const wrongAction = unrouted && request.url.split('?', 1)[0] === address;
    fail(request, reply, wrongAction ? new GatewayRefused(gatewayErrors.httpAction) : error, json ? 'json' : 'xml');
  }

  return {
    fail: failUnread,
    mount: (scope: HttpApp) => {
      scope.route({ method: 'POST', url: '/rest', handler: serve });
      scope.route({ method: 'GET', url: '/rest', handler: serve });
    },
  };
}
