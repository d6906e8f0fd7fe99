// How the server stands, as operations and the overview show it. Must not draw anything.
import { useQuery } from '@tanstack/react-query';
import { question } from './api.ts';

export interface Standing {
  readonly queue: { readonly ready: number; readonly running: number; readonly dead: number };
  readonly engines: { readonly running: number; readonly waiting: number; readonly capacity: number };
  readonly storage: { readonly pictures: number; readonly bytes: number };
  readonly limits: 'off' | 'seed' | 'official';
  /** The environment has named them: nobody can choose others here. */
  readonly limitsFixed: boolean;
  readonly sandbox: boolean;
}

export const useStanding = (enabled = true) =>
  useQuery({
    queryKey: ['operations'],
    ...question<Standing>('operations'),
    refetchInterval: 2_000,
    enabled,
  });

export const sizeOf = (bytes: number): string =>
  bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(0)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;
