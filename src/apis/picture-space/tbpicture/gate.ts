// The straight line of a request to the tool interface: token, rate, body, shop, operation, answer.
// Must not know any operation. What needs no body is decided before the body is read.
import type { Account } from '../../../domain/accounts/index.js';
import { RequestNotes } from '../../../http/request-notes.js';
import { type HttpReply, type HttpRequest, sendExact } from '../../../http/server.js';
import type { RoomServices } from '../../room.js';
import { callerOf } from '../auth.js';
import type { Form, FormReader } from '../body.js';
import { failureBody, faultOf, Refused, successBody, toolFailures } from '../envelope.js';
import type { RateLimit } from '../limits.js';
import { optional, type Values } from '../operations/fields.js';
import type { PictureOperation } from '../operations/operation.js';
import { responseRoot } from '../operations/operation.js';
import type { PictureSpaceSettings } from '../settings.js';
import type { Shops } from '../shops.js';

interface Visit {
  /** ms of a clock that only runs forward. */
  readonly began: number;
  readonly application: Account | null;
}

/** What is done with a form that has arrived. Resolves to the envelope's `data`. */
type Work = (form: Form, application: Account | null) => Promise<object>;

export interface ToolGate {
  /** First hook of a route that needs a token. */
  admit(request: HttpRequest, reply: HttpReply): Promise<void>;
  serve(request: HttpRequest, reply: HttpReply, work: Work): Promise<void>;
  operation(operation: PictureOperation): Work;
  fail(request: HttpRequest, reply: HttpReply, error: unknown): void;
}

export function createToolGate(parts: {
  services: RoomServices;
  settings: PictureSpaceSettings;
  rate: RateLimit;
  readForm: FormReader;
  shops: Shops;
}): ToolGate {
  const { services, settings, rate, readForm, shops } = parts;
  const { clock, log } = services;
  const visits = new RequestNotes<Visit>();

  const timingOf = (request: HttpRequest) => ({
    msec: performance.now() - (visits.get(request)?.began ?? performance.now()),
    now: clock.now(),
  });
  const send = (reply: HttpReply, status: number, body: string): void => {
    const headers = [['Content-Type', 'application/json; charset=utf-8']] as const;
    sendExact(reply, { status: settings.strict200 ? 200 : status, headers, body });
  };

  function fail(request: HttpRequest, reply: HttpReply, error: unknown): void {
    // A caller that has gone hears nothing.
    if (reply.raw.destroyed) {
      reply.hijack();
      return;
    }
    const { fault, logText } = faultOf(error);
    if (logText !== null) log.error({ path: request.url.split('?', 1)[0], cause: logText }, 'request failed');
    send(reply, toolFailures[fault.kind].status, failureBody(fault, timingOf(request), settings.verbose));
  }

  function vvtype(values: Values): void {
    if (settings.requireVvtype && optional(values, 'vvtype') !== '2') {
      throw new Refused({ kind: 'invalid', field: 'vvtype', why: '必须传 2' });
    }
  }

  return {
    fail,
    admit: async (request, reply) => {
      const began = performance.now();
      visits.set(request, { began, application: null });
      try {
        const { authorization } = request.raw.headers;
        const application = await callerOf(authorization, services);
        await rate.take(authorization ?? '');
        visits.set(request, { began, application });
      } catch (error) {
        fail(request, reply, error);
      }
    },
    serve: async (request, reply, work) => {
      let form: Form | undefined;
      try {
        if (visits.get(request) === undefined) visits.set(request, { began: performance.now(), application: null });
        form = await readForm(request);
        if (!form.wellFormed) throw new Refused({ kind: 'invalid', field: 'body' });
        const data = await work(form, visits.get(request)?.application ?? null);
        await form.dispose();
        send(reply, 200, successBody(data, timingOf(request)));
      } catch (error) {
        await form?.dispose();
        fail(request, reply, error);
      }
    },
    operation: (operation) => async (form, application) => {
      if (application === null) throw new Error('a request reached its operation without passing the hook');
      const shop = await shops.required(application, form.values);
      if (operation.name === 'picture.upload') vvtype(form.values);
      const { answer, points = 0 } = await operation.run({
        application,
        libraryId: await shops.libraryOf(shop),
        values: form.values,
        takeImage: form.takeImage,
      });
      return { withholding_money: points, [responseRoot(operation.name)]: answer };
    },
  };
}
