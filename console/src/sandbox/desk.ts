// What the sandbox's pages ask the server, and how they act. Must not draw anything.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { useSession } from '../session.tsx';

export interface DemoAccount {
  readonly section: string;
  readonly kind: string;
  readonly number: string;
}
export interface Receiver extends DemoAccount {
  readonly url: string | null;
  readonly forgeable: boolean;
}
export interface DeskRoom {
  readonly name: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly answers: readonly string[];
  readonly probes: boolean;
  readonly rotatesKeys: boolean;
}
export interface Desk {
  readonly clock: { readonly now: number; readonly frozen: boolean };
  /** Of the accounts that have one of their own, by number. */
  readonly clocks: readonly { readonly account: string; readonly now: number; readonly frozen: boolean }[];
  readonly accounts: readonly DemoAccount[];
  readonly receivers: readonly Receiver[];
  readonly rooms: readonly DeskRoom[];
  readonly errors: readonly string[];
}
export interface Rule {
  readonly id: number;
  readonly route?: string;
  readonly callback?: string;
  readonly method?: string;
  readonly account?: string;
  readonly fault: string;
  readonly left: number | null;
}
export interface Snapshot {
  readonly name: string;
  readonly version: string;
  readonly savedAt: number;
  readonly bytes: number;
  /** Number of the account it is of; null: the whole sandbox. */
  readonly account: string | null;
}
export interface CoverageItem {
  readonly id: string;
  readonly room: string;
  readonly kind: string;
  readonly title: string;
  readonly met: number;
  readonly byButton: boolean;
}
export interface Report {
  readonly since: number;
  readonly met: number;
  readonly all: number;
  readonly holes: readonly string[];
  readonly items: readonly CoverageItem[];
}
export interface Forged {
  readonly kind: string;
  readonly title: string;
  readonly status: number | null;
  readonly verdict: 'fine' | 'hole' | 'careless' | 'deaf';
  readonly error: string | null;
}

export const useDesk = () =>
  useQuery({ queryKey: ['sandbox'], queryFn: () => getJson<Desk>('sandbox'), refetchInterval: 3_000 });

/** Accounts to choose one from: by number, told apart by their section. */
export const accountChoices = (accounts: readonly DemoAccount[]): { value: string; label: string }[] =>
  accounts
    .filter(({ section }) => section !== 'console')
    .map(({ section, number }) => ({ value: number, label: `${number} · ${section}` }));

export const useMay = (): { readonly change: boolean; readonly own: boolean } => {
  const { role } = useSession().session;
  return { change: role === 'owner' || role === 'operator', own: role === 'owner' };
};

/** Runs one action at a time; a text it ends with, or what it fails with, is shown, and what pages show is asked again. */
export function useAct(): {
  readonly busy: boolean;
  readonly act: (work: () => Promise<unknown>) => Promise<void>;
} {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      const said = await work();
      if (typeof said === 'string') message.success(said);
    } catch (error) {
      message.error((error as Error).message, 8);
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ['sandbox'] });
  };
  return { busy, act };
}
