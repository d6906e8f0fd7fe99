// Who is signed in. Must not know pages; it shows its children to somebody signed in, and the sign-in page to everybody else.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { ApiError, getJson, question, sendJson } from './api.ts';

export type Role = 'owner' | 'operator' | 'clerk' | 'auditor';
export interface Session {
  readonly user: string;
  readonly role: Role;
  /** Whether the server is a sandbox. */
  readonly sandbox: boolean;
}

interface SessionState {
  readonly session: Session;
  readonly signOut: () => Promise<void>;
}

const SessionContext = createContext<SessionState | null>(null);
const key = ['session'];

export async function signIn(user: string, password: string): Promise<Session> {
  return sendJson<Session>('POST', 'session', { user, password });
}

export function SessionProvider(props: {
  readonly children: ReactNode;
  readonly waiting: ReactNode;
  readonly signInPage: (onSignedIn: (session: Session) => void) => ReactNode;
}) {
  const client = useQueryClient();
  const { data, isPending } = useQuery({
    queryKey: key,
    queryFn: async (): Promise<Session | null> => {
      try {
        return await getJson<Session>('session');
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    initialData: () => question<Session>('session').initialData(),
    staleTime: 60_000,
    retry: 1,
  });
  const state = useMemo<SessionState | null>(
    () =>
      data
        ? {
            session: data,
            signOut: async () => {
              await sendJson('DELETE', 'session');
              client.clear();
              client.setQueryData(key, null);
            },
          }
        : null,
    [data, client],
  );
  if (isPending) return props.waiting;
  if (state === null) return props.signInPage((session) => client.setQueryData(key, session));
  return <SessionContext.Provider value={state}>{props.children}</SessionContext.Provider>;
}

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (state === null) throw new Error('useSession outside SessionProvider');
  return state;
}
