import { describe, expect, it } from 'vitest';
import type { Account, Accounts } from '../../domain/accounts/index.js';
import { systemRandom } from '../../kernel/ids.js';
import { createAuthenticator, passwordSecret } from './auth.js';
import { Refused } from './envelope.js';
import { hashPassword, isPassword, nobodysHash } from './password.js';

const header = (password: string, user = 'admin') => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function users(hash: { current: string }) {
  const find = async (_kind: string, number: string) =>
    number === 'admin' ? ({ number, secrets: new Map([[passwordSecret, hash.current]]) } as unknown as Account) : null;
  return { find } as Accounts;
}

describe('console users', () => {
  it('are let in by their password, and no longer once it has changed', async () => {
    const hash = { current: await hashPassword('first', systemRandom) };
    const { userOf } = createAuthenticator(users(hash), 10);
    expect((await userOf(header('first'))).number).toBe('admin');
    await expect(userOf(header('second'))).rejects.toBeInstanceOf(Refused);
    hash.current = await hashPassword('second', systemRandom);
    await expect(userOf(header('first'))).rejects.toMatchObject({ failure: { status: 401 } });
    expect((await userOf(header('second'))).number).toBe('admin');
  });

  it('pay for the password check once: later requests cost a fraction', async () => {
    const { userOf } = createAuthenticator(users({ current: await hashPassword('p', systemRandom) }), 10);
    const timed = async () => {
      const began = performance.now();
      await userOf(header('p'));
      return performance.now() - began;
    };
    const first = await timed();
    await timed();
    expect(await timed()).toBeLessThan(first / 5);
  });

  it('are not checked without bound: more wrong passwords at once than are checked are sent away as too busy', async () => {
    const { userOf } = createAuthenticator(users({ current: await hashPassword('p', systemRandom) }), 10);
    const tries = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => userOf(header(`wrong ${n}`))));
    const statuses = tries.map((each) => (each as PromiseRejectedResult).reason.failure.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(8);
    expect(statuses.filter((status) => status === 503)).toHaveLength(32);
  });

  it('have passwords in hashes that differ for equal passwords and fit one password only', async () => {
    const [a, b] = [await hashPassword('密码', systemRandom), await hashPassword('密码', systemRandom)];
    expect(a).not.toBe(b);
    expect(await isPassword('密码', a)).toBe(true);
    expect(await isPassword('密碼', a)).toBe(false);
    expect(await isPassword('', nobodysHash)).toBe(false);
    expect(await isPassword('密码', 'plain text')).toBe(false);
  });
});
