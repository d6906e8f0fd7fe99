import type { Dependency } from './dependencies.mjs';

export function isPermissive(expression: string): boolean;
export function checkLicences(dependencies?: readonly Dependency[]): {
  counts: Map<string, number>;
  problems: string[];
};
