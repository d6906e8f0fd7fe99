// The console's pages: address, words, least role, and the piece of code to load. One line a page.
import type { ComponentType } from 'react';
import type { Role } from './session.tsx';
import type { Words } from './words/index.tsx';

export interface Route {
  readonly path: string;
  readonly title: keyof Words;
  readonly icon: string;
  /** Who may see it. The server checks again. */
  readonly roles: readonly Role[];
  /** True: only where the server is a sandbox. */
  readonly sandbox?: true;
  readonly load: () => Promise<{ default: ComponentType }>;
}

export const routes: readonly Route[] = [
  {
    path: '',
    title: 'overview',
    icon: 'overview',
    roles: ['owner', 'operator', 'clerk', 'auditor'],
    load: () => import('./pages/overview.tsx'),
  },
  {
    path: 'till',
    title: 'till',
    icon: 'coupons',
    roles: ['clerk'],
    load: () => import('./pages/till.tsx'),
  },
  {
    path: 'studio',
    title: 'studio',
    icon: 'studio',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/studio.tsx'),
  },
  {
    path: 'pictures',
    title: 'pictures',
    icon: 'pictures',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/pictures.tsx'),
  },
  {
    path: 'coupons',
    title: 'coupons',
    icon: 'coupons',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/coupons.tsx'),
  },
  {
    path: 'audience',
    title: 'audience',
    icon: 'audience',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/audience.tsx'),
  },
  {
    path: 'phone',
    title: 'phone',
    icon: 'phone',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/phone.tsx'),
  },
  {
    path: 'statistics',
    title: 'statistics',
    icon: 'statistics',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/statistics.tsx'),
  },
  {
    path: 'developers',
    title: 'developers',
    icon: 'developers',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/developers.tsx'),
  },
  {
    path: 'sandbox',
    title: 'sandbox',
    icon: 'sandbox',
    roles: ['owner', 'operator', 'auditor'],
    sandbox: true,
    load: () => import('./pages/sandbox.tsx'),
  },
  {
    path: 'operations',
    title: 'operations',
    icon: 'operations',
    roles: ['owner', 'operator', 'auditor'],
    load: () => import('./pages/operations.tsx'),
  },
];

/** Messages and questions on top of a page; all but the overview need them. */
export const loadNotices = () => import('./notices.tsx');

/** The page of an address below the console's, by its first word. */
export const pageAt = (pathname: string): Route | undefined =>
  routes.find(({ path }) => path === (pathname.split('/')[1] ?? ''));
