// Writes /openapi.json from the routes: what is described is what is mounted.
// Must not describe anything by hand that a route does not say.
import type { Route, Schema } from './gate.js';

const failure = {
  type: 'object',
  required: ['error', 'reason'],
  properties: {
    error: { type: 'string', description: 'For people: what is wrong' },
    reason: { type: 'string', description: 'For programs: one word' },
  },
};

const common: Readonly<Record<number, string>> = {
  400: 'The request is not as described',
  401: 'No credentials, or wrong ones',
  503: 'The server is too busy or out of order; try again',
};

const content = (schema: Schema) => ({ 'application/json': { schema } });

function parameters(place: 'path' | 'query', schema: Schema | undefined): object[] {
  const properties = (schema?.properties ?? {}) as Record<string, Schema>;
  const required = new Set((schema?.required ?? []) as string[]);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function operation(route: Route): object {
  const tooLarge = route.method === 'GET' ? {} : { 413: 'The body is too large' };
  const wrongType = route.streamedBody ? { 415: 'The body is no application/x-tar' } : {};
  const failures = Object.entries({ ...common, ...tooLarge, ...wrongType, ...route.failures }).map(
    ([status, description]) => [status, { description, content: content({ $ref: '#/components/schemas/Failure' }) }],
  );
  const known = [...parameters('path', route.params), ...parameters('query', route.query)];
  return {
    summary: route.summary,
    ...(route.open ? { security: [] } : {}),
    description: `Roles: ${route.roles.join(', ')}`,
    ...(known.length === 0 ? {} : { parameters: known }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: content(route.body) } }),
    responses: { 200: { description: 'Done', content: content(route.answer) }, ...Object.fromEntries(failures) },
  };
}

/** An OpenAPI 3.1 document of the routes below `prefix`. */
export function describeRoutes(prefix: string, routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `${prefix}${route.path}`.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tuquan 图券', version: '1', description: 'The server’s own API, for scripts and for its console.' },
    security: [{ basic: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        session: { type: 'apiKey', in: 'cookie', name: 'tuquan_session' },
      },
      schemas: { Failure: failure },
    },
  };
}
