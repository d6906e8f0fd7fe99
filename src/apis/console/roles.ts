// What console users may do. Must not know routes: each route names the least it takes.
import type { Account } from '../../domain/accounts/index.js';

/** owner: everything · operator: everything but settings and users · clerk: redeem and look codes up · auditor: look, change nothing. */
export const roles = ['owner', 'operator', 'clerk', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Under this purpose the role is kept with the account; without one a user owns the server, as the sandbox's does. */
export const roleSecret = 'role';

export function roleOf(user: Pick<Account, 'secrets'>): Role {
  const kept = user.secrets.get(roleSecret);
  return roles.find((role) => role === kept) ?? 'owner';
}

/** Who may see things, who may change them, who runs the till. */
export const mayLook: readonly Role[] = ['owner', 'operator', 'auditor'];
export const mayChange: readonly Role[] = ['owner', 'operator'];
export const mayRedeem: readonly Role[] = ['owner', 'operator', 'clerk'];
export const everybody: readonly Role[] = roles;
export const ownerOnly: readonly Role[] = ['owner'];
