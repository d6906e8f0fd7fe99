// Who runs a command, for the audit log: the machine's own user. Must not ask the environment, which anybody may set.
import { userInfo } from 'node:os';
import type { Actor } from '../domain/accounts/index.js';

export function shellActor(): Actor {
  let name = `uid ${process.getuid?.() ?? '?'}`;
  try {
    name = userInfo().username;
  } catch {
    // A container may run under a number that has no name.
  }
  return { actor: name, role: 'shell', room: 'command' };
}
