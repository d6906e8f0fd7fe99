// Compiles a route's schema with the first request that needs it: a hundred schemas take a quarter of a second, and the
// compiler its time to load, which is a good part of a start. Must not know any route.
import { createRequire } from 'node:module';
import type { FastifyServerOptions } from 'fastify';

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;
/** The framework's types allow several compilers; the part of them that is used here. */
type Compiler = (route: unknown) => Validate;
type BuildCompiler = (...context: unknown[]) => Compiler;
interface Validate {
  (value: unknown): unknown;
  errors?: unknown;
}

// The framework asks for a validator without waiting, so that the compiler cannot be imported as a module is.
const load = createRequire(import.meta.url);

const lateCompiler: BuildCompiler = (...context) => {
  let compiler: Compiler | undefined;
  const compile: Compiler = (route) => {
    compiler ??= (load('@fastify/ajv-compiler') as () => BuildCompiler)()(...context);
    return compiler(route);
  };
  return (route) => {
    let validate: Validate | undefined;
    const late: Validate = (value) => {
      validate ??= compile(route);
      const valid = validate(value);
      late.errors = validate.errors;
      return valid;
    };
    return late;
  };
};
export const lateValidators = lateCompiler as unknown as NonNullable<Factories['buildValidator']>;

/** No route of ours describes its answers to the framework: each writes its own bytes. */
export const noSerializers = (() => () => JSON.stringify) as unknown as NonNullable<Factories['buildSerializer']>;
