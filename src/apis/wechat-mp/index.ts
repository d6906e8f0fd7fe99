// The room of WeChat apps and official accounts: access tokens, the image interfaces, cards.
// Must not hold protocol rules; it puts the room's parts together and mounts them.
import { answerUnserved, type HttpApp, type HttpReply, type HttpRequest } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import type { Room, RoomDefinition, RoomServices } from '../room.js';
import { createAnswerer } from './answer.js';
import { audienceRoutes } from './audience/routes.js';
import { appKind } from './auth.js';
import { createCallerOf } from './caller.js';
import { articleRoutes } from './card/articles.js';
import { categoryRoutes } from './card/categories.js';
import { codeRoutes } from './card/codes/routes.js';
import { createIssue } from './card/issue.js';
import { locationRoutes } from './card/locations.js';
import { pictureRoutes } from './card/pictures.js';
import { createRevise } from './card/revise.js';
import { cardRoutes } from './card/routes.js';
import { statisticsRoutes } from './card/statistics/routes.js';
import { whitelistRoutes } from './card/whitelist.js';
import { conformance } from './checks.js';
import { coverage } from './coverage.js';
import { demo } from './demo/demo.js';
import { distributionRoutes } from './distribution/routes.js';
import { sceneRoutes } from './distribution/scenes.js';
import { createStorefront } from './distribution/storefront.js';
import { failures, Refused } from './envelope.js';
import { createGate, type Route } from './gate.js';
import { imgRoutes } from './img/routes.js';
import { createLimits } from './limits.js';
import { mediaRoutes } from './media/routes.js';
import { uploadRoutes } from './media/upload.js';
import { messageRoutes } from './message/routes.js';
import { makeAccount } from './new-account.js';
import { createChannels } from './notices.js';
import { oauthRoutes } from './oauth/routes.js';
import { createSandbox } from './sandbox.js';
import { createPageScripts } from './script/page-script.js';
import { readSettings } from './settings.js';
import { tokenRoutes } from './token/routes.js';
import { bodyFailure, refusalFor, roots } from './unserved.js';

/** What the framework keeps with a route of ours. */
interface RouteConfig {
  readonly ours?: Route;
}

function create(services: RoomServices, environment: NodeJS.ProcessEnv): Room {
  const settings = readSettings(environment, services.sandbox);
  const answerer = createAnswerer(services);
  const limits = createLimits({
    profile: services.limits.now,
    settings,
    quotas: services.quotas,
    rates: services.rates,
  });
  const gate = createGate({ services, answerer, limits });
  const routes: readonly Route[] = [
    ...tokenRoutes(services, limits, settings.restrictions),
    ...mediaRoutes(services),
    ...imgRoutes(services, settings),
    ...cardRoutes(services, settings),
    ...codeRoutes(services),
    ...pictureRoutes(services),
    ...statisticsRoutes(services),
    ...articleRoutes(services),
    ...categoryRoutes(),
    ...whitelistRoutes(services),
    ...locationRoutes(services),
    ...distributionRoutes(services),
    ...sceneRoutes(services),
    ...oauthRoutes(services, settings),
    ...uploadRoutes(services),
    ...audienceRoutes(services),
    ...messageRoutes(services, limits, settings.restrictions),
  ];
  const routeOf = (request: HttpRequest): Route | undefined => (request.routeOptions.config as RouteConfig).ours;
  const refuse = (request: HttpRequest, reply: HttpReply): Promise<void> => {
    const { failure, token } = refusalFor(request, routes);
    return gate.refuse(request, reply, failure, token);
  };

  function mountRoot(app: HttpApp, root: string): void {
    app.register(
      async (scope) => {
        scope.addHook('onRequest', async (request, reply) => {
          const route = routeOf(request);
          if (route !== undefined) await gate.admit(request, reply, route);
        });
        scope.setErrorHandler((error, request, reply) =>
          gate.fail(
            request,
            reply,
            isDomainError(error) || error instanceof Refused
              ? error
              : new Refused(bodyFailure(error, routeOf(request))),
          ),
        );
        for (const each of routes.filter(({ path }) => path.startsWith(`${root}/`))) {
          scope.route({
            method: each.head === true ? [each.method, 'HEAD'] : each.method,
            url: each.path.slice(root.length),
            ...(each.bodyLimit === undefined ? {} : { bodyLimit: each.bodyLimit }),
            config: { ours: each } satisfies RouteConfig,
            handler: (request, reply) => gate.serve(request, reply, each),
          });
        }
      },
      { prefix: root },
    );
    // Before a body is read: whatever it is, it would not change the answer.
    answerUnserved(app, root, { admit: refuse, answer: refuse });
  }

  return {
    name: wechatMp.name,
    mount: (app) => {
      for (const root of roots) mountRoot(app, root);
    },
    channels: createChannels(services, settings),
    storefronts: {
      [appKind]: createStorefront(services, {
        issue: createIssue(services, settings),
        revise: createRevise(services, settings),
        script: createPageScripts(services, settings.scriptAccounts),
      }),
    },
    coverage,
    // Every code by its number: 45009, 42001, -1 …
    faulty: {
      callerOf: createCallerOf(services),
      nameOf: (_status, body) => /"errcode":(-?\d+)/.exec(body.slice(0, 400))?.[1] ?? null,
      answers: Object.fromEntries(
        Object.values(failures).map((failure) => [String(failure.errcode), () => new Refused(failure)]),
      ),
    },
    refuses: (body) => /"errcode":(?!0\b)/.test(body.slice(0, 400)),
  };
}

export const wechatMp: RoomDefinition = {
  name: 'wechat-mp',
  // Image addresses of the crop go through imaging.fetch, which asks any host the address guard permits.
  sourceHosts: [],
  clientHosts: [
    'api.weixin.qq.com',
    'file.api.weixin.qq.com',
    'mp.weixin.qq.com',
    'open.weixin.qq.com',
    'mmbiz.qpic.cn',
  ],
  sandboxKey: 'wechatMp',
  create,
  createSandbox,
  makeAccount,
  demo,
  conformance,
};
