// Users of the console: who there is, and new ones with a role. Owners only. Must not keep passwords: they are shown once.
import { DomainError } from '../../../kernel/errors.js';
import { readable, uuid7 } from '../../../kernel/ids.js';
import type { RoomServices } from '../../room.js';
import { passwordSecret, userKind } from '../auth.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { hashPassword } from '../password.js';
import { ownerOnly, type Role, roleOf, roleSecret, roles } from '../roles.js';

const object = { type: 'object' };
const mostUsers = 500;

export const userRoutes = ({ accounts, clock, random }: RoomServices): Route[] => [
  route(
    {
      method: 'GET',
      path: '/users',
      summary: 'Users of the console',
      roles: ownerOnly,
      answer: object,
      failures: {},
    },
    async () => {
      const users = await accounts.list(userKind, mostUsers);
      return { users: users.map((user) => ({ user: user.number, name: user.name, role: roleOf(user) })) };
    },
  ),
  route<{ user: string; name: string; role: Role }>(
    {
      method: 'POST',
      path: '/users',
      summary: 'Add a user; the answer shows the password, once',
      roles: ownerOnly,
      body: {
        type: 'object',
        required: ['user', 'name', 'role'],
        additionalProperties: false,
        properties: {
          user: { type: 'string', pattern: '^[\\w.@-]{1,64}$' },
          name: { type: 'string', minLength: 1, maxLength: 64 },
          role: { type: 'string', enum: [...roles] },
        },
      },
      answer: { type: 'object', properties: { user: { type: 'string' }, password: { type: 'string' } } },
      failures: { 409: 'There is a user of this name' },
    },
    async ({ body, user }) => {
      const password = readable(20, random);
      try {
        const account = {
          id: uuid7(clock, random),
          kind: userKind,
          number: body.user,
          name: body.name,
          clientKeys: [],
          serverKeys: [],
          secrets: { [passwordSecret]: await hashPassword(password, random), [roleSecret]: body.role },
          brands: [],
        };
        await accounts.create(account, {
          actor: user.number,
          role: roleOf(user),
          room: 'console',
          detail: { role: body.role },
        });
      } catch (error) {
        if (error instanceof DomainError && error.code === 'CONFLICT') {
          throw new Refused(409, 'name-taken', 'there is a user of this name');
        }
        throw error;
      }
      return { user: body.user, password };
    },
  ),
];
