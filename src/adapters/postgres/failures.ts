// What PostgreSQL's errors mean for a unit of work: try again, try again alone, out of order, or a programming error.
// Must not retry anything itself.
import { DomainError, isDomainError } from '../../kernel/errors.js';

/** An error the server sent, with its SQLSTATE. */
interface ServerError extends Error {
  readonly code?: unknown;
}

const stateOf = (error: unknown): string => {
  const code = error instanceof Error ? (error as ServerError).code : undefined;
  return typeof code === 'string' ? code : '';
};

/** Another transaction was in the way: the same units succeed when they are run again. */
export const isCollision = (error: unknown): boolean => ['40001', '40P01', '55P03'].includes(stateOf(error));

/** Out of disk or memory, read-only, damaged: whatever is asked of the server fails, whoever asks. */
export const isOutOfOrder = (error: unknown): boolean => /^(?:53|58|25006|XX)/.test(stateOf(error));

/** A constraint said no. Beside other writers that may be a matter of the moment; alone it is not. */
export const isConstraint = (error: unknown): boolean => stateOf(error).startsWith('23');

/** A prepared statement the server does not accept any more: the schema was changed by another node, or a pooler stands between. */
export const isStaleStatement = (error: unknown): boolean => ['0A000', '26000'].includes(stateOf(error));

/** The connection is of no more use: closed, refused, or the server is going down, starting or full. */
export function isLostConnection(error: unknown): boolean {
  const state = stateOf(error);
  if (/^(?:08|57P|53300)/.test(state)) return true;
  if (/^E[A-Z]+$/.test(state)) return true;
  return (
    error instanceof Error && /connection|terminat|not queryable|timeout expired/i.test(error.message) && state === ''
  );
}

/** Failures of the server and the way to it become the one code callers know; the rest stays what it is. */
export function translate(error: unknown): unknown {
  if (isDomainError(error) || !(error instanceof Error)) return error;
  const state = stateOf(error);
  // 53 out of disk, memory or connections; 58 disk; 25006 read-only; 57014 too slow; XX data damaged.
  if (isLostConnection(error) || isCollision(error) || /^(?:53|58|25006|25P0|57|XX)/.test(state)) {
    const code = state === '' ? 'no connection' : state;
    return new DomainError('UNAVAILABLE', `database: ${error.message} (${code})`, { code }, { cause: error });
  }
  return error;
}
