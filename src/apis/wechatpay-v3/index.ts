// The room of WeChat Pay APIv3 product coupons: image generation, upload, callbacks, certificates; as partner and as brand.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import type { HttpApp, HttpReply, HttpRequest } from '../../http/server.js';
import { answerUnserved } from '../../http/server.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { createAnswerer } from './answer.js';
import { certificateRoutes } from './certificates/routes.js';
import { conformance } from './checks.js';
import { coverage } from './coverage.js';
import { demo } from './demo/demo.js';
import { createExplain } from './explain.js';
import { createFaulty } from './faulty.js';
import { createGate, type Route } from './gate.js';
import { imageGenerationRoutes } from './image-generation/routes.js';
import { limiterFor } from './limits.js';
import { mediaRoutes } from './media/routes.js';
import { brandMode, type Mode, partnerMode } from './modes.js';
import { makeAccount } from './new-account.js';
import { createChannel } from './notices.js';
import { notifyConfigRoutes } from './notify-configs/routes.js';
import { createSandbox } from './sandbox.js';
import { readSettings } from './settings.js';
import { createSigner, usualKey } from './signing.js';
import { bodyFailure, refusalFor } from './unserved.js';

const routesOf = (services: RoomServices, mode: Mode): Route[] => [
  ...(mode.kind === 'partner' ? certificateRoutes(services) : []),
  ...notifyConfigRoutes(services, mode),
  ...mediaRoutes(services, mode),
  ...imageGenerationRoutes(services, mode),
];

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const { clock, random, generation, limits } = services;
  const settings = readSettings(environment);
  const signer = createSigner({ clock, random, signTestPercent: settings.signTestPercent });
  const answerer = createAnswerer(signer, random);
  const keyOf = usualKey(settings.signsWith);

  function mountMode(app: HttpApp, mode: Mode): void {
    const gate = createGate({ services, answerer, keyOf, mode });
    app.register(
      async (scope) => {
        scope.addHook('onRequest', async (request, reply) => void (await gate.admit(request, reply)));
        scope.setErrorHandler((error, request, reply) => gate.bodyFailed(request, reply, bodyFailure(error, request)));
        for (const each of routesOf(services, mode)) {
          const limiter = limiterFor(limits.now, each.limit, `${each.method} ${each.path}`, services.rates);
          scope.route({
            method: each.method,
            url: each.path.slice(mode.root.length),
            ...(each.bodyLimit === undefined ? {} : { bodyLimit: each.bodyLimit }),
            ...(each.tooLarge === undefined ? {} : { config: { tooLarge: each.tooLarge } }),
            handler: (request, reply) => each.serve(gate, request, reply, limiter),
          });
        }
      },
      { prefix: mode.root },
    );
    const refuse = (request: HttpRequest, reply: HttpReply) => gate.refuse(request, reply, refusalFor(request));
    answerUnserved(app, mode.root, {
      admit: gate.admit,
      answer: refuse,
      failed: (request, reply, error) => gate.bodyFailed(request, reply, bodyFailure(error, request)),
      unread: async (request, reply) => {
        if (await gate.admit(request, reply)) await refuse(request, reply);
      },
    });
  }

  const channel = (mode: Mode) => createChannel({ generation, clock, random, signer, keyOf, mode, settings });
  return {
    name: wechatpayV3.name,
    mount: (app) => {
      mountMode(app, partnerMode);
      mountMode(app, brandMode);
    },
    channels: { [partnerMode.kind]: channel(partnerMode), [brandMode.kind]: channel(brandMode) },
    coverage,
    explain: createExplain(services.accounts),
    faulty: createFaulty(services),
  };
}

export const wechatpayV3: RoomDefinition = {
  name: 'wechatpay-v3',
  // The only host the vendor accepts as the source of a cut-out; our own addresses are known to the server.
  sourceHosts: ['wxpaylogo.qpic.cn'],
  // The .cn names are the same service's; the vendor's Java library turns to the second when a connection fails.
  clientHosts: [
    'api.mch.weixin.qq.com',
    'api2.mch.weixin.qq.com',
    'api.wechatpay.cn',
    'api2.wechatpay.cn',
    'wxpaylogo.qpic.cn',
  ],
  sandboxKey: 'wechatPay',
  create,
  createSandbox,
  makeAccount,
  demo,
  conformance,
};
